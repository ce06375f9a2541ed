package io.perigee.bench.lua;

import io.perigee.RpcPeer;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;

/** What is asked of the peer. */
enum Operation {
    /** By the name of the procedure behind {@code eval}, so that all operations give the same type. */
    EVAL("eval of config.net.ip") {
        @Override
        RemoteCall prepare(RpcPeer peer) {
            return new RemoteCall(n -> peer.call(WellKnown.EVAL, PATH), n -> peer.callAsync(WellKnown.EVAL, PATH));
        }

        @Override
        boolean isAnswer(LuaValues results, int n) {
            return results.value() instanceof LuaString text && text.equals(IP);
        }
    },

    CALL("call of a Lua global, add(a, b)") {
        @Override
        RemoteCall prepare(RpcPeer peer) {
            return new RemoteCall(n -> peer.call("add", n, 1), n -> peer.callAsync("add", n, 1));
        }
    },

    RUN("run of an uploaded function, local a, b = ... return a + b") {
        @Override
        RemoteCall prepare(RpcPeer peer) {
            var sum = peer.newexec("local a, b = ... return a + b");
            return new RemoteCall(n -> sum.call(n, 1), n -> sum.callAsync(n, 1));
        }
    };

    private static final String PATH = "config.net.ip";
    private static final LuaString IP = LuaString.of("10.0.0.1");

    final String title;

    Operation(String title) {
        this.title = title;
    }

    /** Does what has to be done once for a connection. */
    abstract RemoteCall prepare(RpcPeer peer);

    /** Whether these are the results of the call with this number. */
    boolean isAnswer(LuaValues results, int n) {
        return results.value() instanceof LuaNumber sum && sum.doubleValue() == n + 1;
    }
}
