package io.perigee.gateway;

import io.perigee.value.LuaValues;

/** Calls of ours that nothing was done with yet. */
public final class Calls {
    private Calls() {}

    public static OutboundCall of(String procedure) {
        return new OutboundCall(procedure, "peer", LuaValues.empty(), 0);
    }
}
