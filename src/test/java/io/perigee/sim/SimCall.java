package io.perigee.sim;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;

/** One call as the oracle knows it. */
final class SimCall {
    final long nonce;
    final Peer caller;
    final Kind kind;
    final String pad;
    /** 0 for none. */
    final long timeoutNanos;

    final long madeAtNanos;

    /** Null for a call whose caller holds nothing. */
    CompletableFuture<LuaValues> future;

    boolean cancelled;
    int executions;
    int ends;
    int otherEnds;
    boolean saidNotSent;
    boolean saidBusy;
    boolean succeeded;

    SimCall(long nonce, Peer caller, Kind kind, String pad, long timeoutNanos, long madeAtNanos) {
        this.nonce = nonce;
        this.caller = caller;
        this.kind = kind;
        this.pad = pad;
        this.timeoutNanos = timeoutNanos;
        this.madeAtNanos = madeAtNanos;
    }

    @Override
    public String toString() {
        return "call " + nonce + " of " + caller + " (" + kind + ")";
    }
}
