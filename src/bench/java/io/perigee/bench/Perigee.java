package io.perigee.bench;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** This library with its default options; the procedure says that it does not block. */
final class Perigee implements Contender {
    private static final String LOOPBACK = "127.0.0.1";

    @Override
    public int serve() {
        var procedures = new Procedures()
                .addNonBlocking("add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        var options = RpcOptions.builder().procedures(procedures).build();
        var server = RpcPeer.newServerOnly(LOOPBACK, 0, options);
        return ((Address.Tcp) server.address()).port();
    }

    @Override
    public Client connect(int port) {
        return new PerigeeClient(RpcPeer.newClient(LOOPBACK, port));
    }

    private record PerigeeClient(RpcPeer peer) implements Client {
        @Override
        public int call(int a, int b) {
            return peer.call("add", a, b).asInt();
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            return new PerigeeFlight(peer, onAnswer);
        }
    }

    private record PerigeeFlight(RpcPeer peer, Runnable onAnswer)
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
}
