package io.perigee.gateway;

import io.perigee.remote.Caller;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcRefusedException;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stands for a peer that cannot be called, since its dialect has no calls in that direction. */
record NoCaller(String peer) implements Caller {
    @Override
    public LuaValues call(String procedure, @Nullable Object... args) {
        throw refusal(procedure);
    }

    @Override
    public CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
        return CompletableFuture.failedFuture(refusal(procedure));
    }

    @Override
    public Caller withTimeout(Duration timeout) {
        return this;
    }

    private RpcRefusedException refusal(String procedure) {
        return new RpcRefusedException(
                procedure,
                peer,
                Outcome.NOT_SENT,
                "a peer that only calls (expected: one of the binary protocol)",
                null);
    }
}
