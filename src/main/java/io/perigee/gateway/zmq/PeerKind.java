package io.perigee.gateway.zmq;

import io.perigee.codec.msgpack.MsgPack;
import io.perigee.remote.WellKnown;
import org.jspecify.annotations.Nullable;

/** What is at the other end of a client, and so what may be sent to it. */
public enum PeerKind {

    /**
     * A terminal that runs LuaOverMQ or StockMQ: it looks names up among its globals as they stand, so that one with dots is
     * never found, and its strings end at a NUL.
     */
    LUA_OVER_MQ,

    /** A server of this library: names may have dots, values can be read by their paths, and strings are bytes. */
    PERIGEE;

    /** How values are written for it. */
    MsgPack codec() {
        return this == PERIGEE ? MsgPack.MAPS : MsgPack.STOCKMQ;
    }

    /** Why a procedure cannot be called there, in one line; null if it can. */
    @Nullable
    String refusal(String procedure) {
        if (this == PERIGEE) {
            return null;
        }
        return switch (procedure) {
            case WellKnown.EVAL ->
                "eval: none in LuaOverMQ (expected: a call of a global function; or ?peer=perigee, if it is one)";
            case WellKnown.BUILD_EXEC, WellKnown.RUN_EXEC ->
                "exec: none in LuaOverMQ, which takes no code (expected: lua-rpc:// or json+tcp://)";
            default -> refusalOfName(procedure);
        };
    }

    private static @Nullable String refusalOfName(String procedure) {
        if (procedure.startsWith(WellKnown.RESERVED)) {
            return "name: " + procedure + " (expected: a global function, as LuaOverMQ has nothing else)";
        }
        return procedure.indexOf('.') < 0
                ? null
                : "name: " + procedure + " (expected: no dots; LuaOverMQ looks it up as it stands among its globals)";
    }
}
