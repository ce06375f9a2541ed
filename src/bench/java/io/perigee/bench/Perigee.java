package io.perigee.bench;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.remote.CallHandler;
import io.perigee.remote.RpcException;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * This library with its default options; procedures say that they do not block, but for the modes that tell otherwise.
 *
 * @param futures whether calls are futures; otherwise a handler is told how they end, as the limits do it
 */
record Perigee(String name, Set<Mode> modes, boolean futures) implements Contender {
    private static final String LOOPBACK = "127.0.0.1";

    @Override
    public int serve(Mode mode) {
        var procedures = new Procedures();
        if (Mode.DEFAULTS.contains(mode)) {
            procedures.add("add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        } else {
            procedures.addNonBlocking(
                    "add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        }
        procedures.addNonBlocking("echo", call -> call.arg(0).value());
        var options = RpcOptions.builder().procedures(procedures).build();
        var server = RpcPeer.newServerOnly(LOOPBACK, 0, options);
        return ((Address.Tcp) server.address()).port();
    }

    @Override
    public Client connect(Mode mode, int port) {
        return new PerigeeClient(RpcPeer.newClient(LOOPBACK, port), futures);
    }

    private record PerigeeClient(RpcPeer peer, boolean futures) implements Client {
        @Override
        public int call(int a, int b) {
            return peer.call("add", a, b).asInt();
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            return futures ? new FutureSums(peer, onAnswer) : new Sums(peer, onAnswer);
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            return new Echoes(peer, LuaString.wrap(payload), onAnswer);
        }
    }

    private record Sums(RpcPeer peer, Runnable onAnswer) implements Flight, CallHandler {
        @Override
        public void start(int a, int b) {
            peer.callAsync(this, "add", a, b);
        }

        @Override
        public void ended(@Nullable LuaValues results, @Nullable RpcException failure) {
            if (results == null || !results.value().isTruthy()) {
                throw Failures.fatal("call failed", failure);
            }
            onAnswer.run();
        }
    }

    private record FutureSums(RpcPeer peer, Runnable onAnswer)
            implements Flight, BiConsumer<LuaValues, @Nullable Throwable> {
        @Override
        public void start(int a, int b) {
            peer.callAsync("add", a, b).whenComplete(this);
        }

        @Override
        public void accept(LuaValues results, @Nullable Throwable failure) {
            if (failure != null || !results.value().isTruthy()) {
                throw Failures.fatal("call failed", failure);
            }
            onAnswer.run();
        }
    }

    private record Echoes(RpcPeer peer, LuaString payload, Runnable onAnswer) implements Flight, CallHandler {
        @Override
        public void start(int a, int b) {
            peer.callAsync(this, "echo", payload);
        }

        @Override
        public void ended(@Nullable LuaValues results, @Nullable RpcException failure) {
            if (results == null
                    || !(results.value() instanceof LuaString answer)
                    || answer.length() != payload.length()) {
                throw Failures.fatal("call failed", failure);
            }
            onAnswer.run();
        }
    }
}
