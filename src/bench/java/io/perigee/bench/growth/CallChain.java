package io.perigee.bench.growth;

import io.perigee.RpcPeer;
import io.perigee.bench.Failures;
import io.perigee.value.LuaValues;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Calls of which each is made, to the next procedure, when the one before was answered; without an end. */
final class CallChain implements BiConsumer<LuaValues, @Nullable Throwable> {
    /** Prime, so that every procedure gets its turn, and large, so that neighbours are not called one after the other. */
    private static final int STRIDE = 7_919;

    private final RpcPeer peer;
    private final String[] names;

    /** Written by the event loop alone, which need not be quick to show it. */
    private final AtomicLong calls = new AtomicLong();

    private int name;
    private int argument = 100_000;

    CallChain(RpcPeer peer, String[] names, int first) {
        this.peer = peer;
        this.names = names;
        this.name = first % names.length;
    }

    long calls() {
        return calls.get();
    }

    void next() {
        name = (name + STRIDE) % names.length;
        argument++;
        peer.callAsync(names[name], argument, 1).whenComplete(this);
    }

    @Override
    public void accept(LuaValues results, @Nullable Throwable failure) {
        if (failure != null || results.value().asInt() != argument + 1) {
            throw Failures.fatal("call failed", failure);
        }
        calls.lazySet(calls.get() + 1);
        next();
    }
}
