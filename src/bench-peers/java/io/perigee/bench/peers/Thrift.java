package io.perigee.bench.peers;

import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.jspecify.annotations.Nullable;

/**
 * Apache Thrift: framed binary protocol, a server with a thread for each connection.
 *
 * <p>A connection of Thrift's client has one call in flight, and a thread waits for it: for more, there are as many
 * threads with a connection each. A thread whose call was answered makes the next one that follows from it, if any.
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
        private final TProtocol own;
        private final BlockingQueue<Call> queued = new LinkedBlockingQueue<>();
        private boolean started;

        ThriftClient(int port) throws TTransportException {
            this.port = port;
            own = connect(port);
        }

        @Override
        public int call(int a, int b) throws TException {
            ThriftMessages.writeAdd(own, a, b);
            return ThriftMessages.readSum(own);
        }

        @Override
        public Flight flight(Runnable onAnswer) throws TTransportException {
            startThreads();
            return (a, b) -> start(connection -> {
                ThriftMessages.writeAdd(connection, a, b);
                ThriftMessages.readSum(connection);
                onAnswer.run();
            });
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) throws TTransportException {
            startThreads();
            return (a, b) -> start(connection -> {
                ThriftMessages.writeEcho(connection, payload);
                ThriftMessages.readEchoed(connection);
                onAnswer.run();
            });
        }

        private void start(Call call) {
            if (Thread.currentThread() instanceof CallingThread thread) {
                thread.next = call;
            } else {
                queued.add(call);
            }
        }

        private void startThreads() throws TTransportException {
            if (!started) {
                started = true;
                for (int i = 0; i < Mode.IN_FLIGHT; i++) {
                    new CallingThread(connect(port), queued).start();
                }
            }
        }

        private static TProtocol connect(int port) throws TTransportException {
            var transport = new TFramedTransport(new TSocket("127.0.0.1", port));
            transport.open();
            return new TBinaryProtocol(transport);
        }
    }

    private interface Call {
        void on(TProtocol connection) throws TException;
    }

    private static final class CallingThread extends Thread {
        private final TProtocol connection;
        private final BlockingQueue<Call> queued;
        private @Nullable Call next;

        CallingThread(TProtocol connection, BlockingQueue<Call> queued) {
            super("thrift-caller");
            setDaemon(true);
            this.connection = connection;
            this.queued = queued;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Call call = next != null ? next : queued.take();
                    next = null;
                    call.on(connection);
                }
            } catch (TException | InterruptedException e) {
                throw Failures.fatal("call failed", e);
            }
        }
    }
}
