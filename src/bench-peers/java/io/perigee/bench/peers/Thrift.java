package io.perigee.bench.peers;

import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.thrift.TException;
import org.apache.thrift.async.AsyncMethodCallback;
import org.apache.thrift.async.TAsyncClientManager;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TNonblockingSocket;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * Apache Thrift: framed binary protocol, a server with a thread for each connection.
 *
 * <p>One at a time with its blocking client. A connection of Thrift has one call in flight: for more, there are as many
 * connections of its asynchronous client, which one thread serves.
 */
public final class Thrift implements Contender {
    @Override
    public String name() {
        return "thrift";
    }

    @Override
    public Set<Mode> modes() {
        return Mode.SMALL_AND_BYTES;
    }

    @Override
    public int serve(Mode mode) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var socket = new TServerSocket(
                new TServerSocket.ServerSocketTransportArgs().bindAddr(address).backlog(Mode.IN_FLIGHT));
        var server = new TThreadPoolServer(new TThreadPoolServer.Args(socket)
                .processor(ThriftMessages::process)
                .transportFactory(new TFramedTransport.Factory())
                .protocolFactory(new TBinaryProtocol.Factory())
                .maxWorkerThreads(2 * Mode.IN_FLIGHT));
        var thread = new Thread(server::serve, "thrift-acceptor");
        thread.setDaemon(true);
        thread.start();
        return socket.getServerSocket().getLocalPort();
    }

    @Override
    public Client connect(Mode mode, int port) throws Exception {
        return new ThriftClient(port);
    }

    private static final class ThriftClient implements Client {
        private final int port;
        private final TProtocol blocking;
        private final TAsyncClientManager manager;
        private final Queue<ThriftAsyncClient> idle = new ConcurrentLinkedQueue<>();

        ThriftClient(int port) throws TTransportException, IOException {
            this.port = port;
            var transport = new TFramedTransport(new TSocket("127.0.0.1", port));
            transport.open();
            blocking = new TBinaryProtocol(transport);
            manager = new TAsyncClientManager();
        }

        @Override
        public int call(int a, int b) throws TException {
            ThriftMessages.writeAdd(blocking, a, b);
            return ThriftMessages.readSum(blocking);
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            return (a, b) -> start(client -> client.add(a, b, new Callback(client, idle, onAnswer)));
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            return (a, b) -> start(client -> client.echo(payload, new Callback(client, idle, onAnswer)));
        }

        private void start(Call call) {
            try {
                ThriftAsyncClient client = idle.poll();
                call.on(client != null ? client : connect());
            } catch (TException | IOException e) {
                throw Failures.fatal("call failed", e);
            }
        }

        private ThriftAsyncClient connect() throws IOException, TTransportException {
            return new ThriftAsyncClient(manager, new TNonblockingSocket("127.0.0.1", port));
        }
    }

    private interface Call {
        void on(ThriftAsyncClient client) throws TException;
    }

    private record Callback(ThriftAsyncClient client, Queue<ThriftAsyncClient> idle, Runnable onAnswer)
            implements AsyncMethodCallback<Object> {
        @Override
        public void onComplete(Object answer) {
            idle.add(client);
            onAnswer.run();
        }

        @Override
        public void onError(Exception failure) {
            throw Failures.fatal("call failed", failure);
        }
    }
}
