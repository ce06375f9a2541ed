package io.perigee.bench.peers;

import com.alipay.remoting.BizContext;
import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.ProtocolCode;
import com.alipay.remoting.ProtocolManager;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.remoting.rpc.RpcClient;
import com.alipay.remoting.rpc.RpcServer;
import com.alipay.remoting.rpc.protocol.RpcCommandCode;
import com.alipay.remoting.rpc.protocol.RpcProtocol;
import com.alipay.remoting.rpc.protocol.RpcProtocolV2;
import com.alipay.remoting.rpc.protocol.RpcResponseProcessor;
import com.alipay.remoting.rpc.protocol.SyncUserProcessor;
import com.google.common.util.concurrent.MoreExecutors;
import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * SOFABolt on its I/O threads: procedures, responses and callbacks, and also lists of messages that were read at once.
 *
 * <p>Messages are bytes made and read by hand, in place of Hessian's.
 */
public final class SofaBolt implements Contender {
    private static final int TIMEOUT_MILLIS = 30_000;

    @Override
    public String name() {
        return "sofabolt";
    }

    @Override
    public Set<Mode> modes() {
        return Mode.SMALL_AND_BYTES;
    }

    private static void configure() {
        System.setProperty("bolt.rpc.dispatch-msg-list-in-default-executor", "false");
        System.setProperty("org.slf4j.simpleLogger.log.com.alipay", "error");
        System.setProperty("sofa.middleware.log.internal.level", "ERROR");
        CustomSerializerManager.registerCustomSerializer(BoltMessage.class.getName(), new BoltSerializer());
    }

    @Override
    public int serve(Mode mode) {
        configure();
        var server = new RpcServer("127.0.0.1", 0);
        server.registerUserProcessor(mode == Mode.BYTES ? new Echo() : new Add());
        server.startup();
        return server.port();
    }

    @Override
    public Client connect(Mode mode, int port) {
        configure();
        var client = new RpcClient();
        client.startup();
        for (byte code : new byte[] {RpcProtocol.PROTOCOL_CODE, RpcProtocolV2.PROTOCOL_CODE}) {
            ProtocolManager.getProtocol(ProtocolCode.fromBytes(code))
                    .getCommandHandler()
                    .registerProcessor(
                            RpcCommandCode.RPC_RESPONSE,
                            new RpcResponseProcessor(MoreExecutors.newDirectExecutorService()));
        }
        return new BoltClient(client, "127.0.0.1:" + port);
    }

    private abstract static class OnIoThread extends SyncUserProcessor<BoltMessage> {
        @Override
        public String interest() {
            return BoltMessage.class.getName();
        }

        @Override
        public boolean processInIOThread() {
            return true;
        }
    }

    private static final class Add extends OnIoThread {
        @Override
        public Object handleRequest(BizContext context, BoltMessage request) {
            return new BoltMessage(Pair.toBytes(Pair.of(request.bytes()).sum()));
        }
    }

    private static final class Echo extends OnIoThread {
        @Override
        public Object handleRequest(BizContext context, BoltMessage request) {
            return request;
        }
    }

    private record BoltClient(RpcClient client, String address) implements Client {
        @Override
        public int call(int a, int b) throws Exception {
            var answer =
                    (BoltMessage) client.invokeSync(address, new BoltMessage(new Pair(a, b).toBytes()), TIMEOUT_MILLIS);
            return Pair.sumOf(answer.bytes());
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            var callback = new Callback(onAnswer);
            return (a, b) -> start(new BoltMessage(new Pair(a, b).toBytes()), callback);
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            var callback = new Callback(onAnswer);
            var message = new BoltMessage(payload);
            return (a, b) -> start(message, callback);
        }

        private void start(BoltMessage message, Callback callback) {
            try {
                client.invokeWithCallback(address, message, callback, TIMEOUT_MILLIS);
            } catch (RemotingException | InterruptedException e) {
                throw Failures.fatal("call failed", e);
            }
        }
    }

    private record Callback(Runnable onAnswer) implements InvokeCallback {
        @Override
        public void onResponse(Object answer) {
            onAnswer.run();
        }

        @Override
        public void onException(Throwable failure) {
            throw Failures.fatal("call failed", failure);
        }

        @Override
        public @Nullable Executor getExecutor() {
            return null;
        }
    }
}
