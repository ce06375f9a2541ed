package io.perigee.gateway;

import io.perigee.observe.RpcListener;
import io.perigee.remote.Caller;
import io.perigee.remote.Nanos;
import io.perigee.remote.RpcClient;
import io.perigee.remote.Waiting;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls over a dialect, which extends this with how it sends them. Thread-safe. */
public abstract class GatewayClient implements RpcClient {
    private final String peer;
    private final long timeoutNanos;
    private final @Nullable RpcListener listener;
    private final Deadlines deadlines = new Deadlines();

    protected GatewayClient(String peer, GatewaySettings settings) {
        this.peer = peer;
        this.timeoutNanos = settings.timeoutNanos();
        this.listener = settings.listener();
    }

    /** Sends a call, now or when it can be: on any thread, without blocking. Whatever happens, it ends the call. */
    protected abstract void send(OutboundCall call);

    /**
     * The call has ended: nothing is to be done if that is where it was ended, but its time may have passed, or its caller may
     * have ended it. Called on any thread.
     *
     * <p>An answer that comes late must not become that of another call.
     */
    protected abstract void giveUp(OutboundCall call);

    @Override
    public final String peer() {
        return peer;
    }

    @Override
    public final LuaValues call(String procedure, @Nullable Object... args) {
        return call(timeoutNanos, procedure, args);
    }

    @Override
    public final CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
        return begin(timeoutNanos, procedure, args);
    }

    @Override
    public final Caller withTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
        return new View(Nanos.of(timeout));
    }

    private LuaValues call(long nanos, String procedure, @Nullable Object[] args) {
        Waiting.check(procedure);
        return Waiting.await(begin(nanos, procedure, args), procedure, peer);
    }

    private CompletableFuture<LuaValues> begin(long nanos, String procedure, @Nullable Object[] args) {
        OutboundCall call;
        try {
            call = new OutboundCall(procedure, peer, LuaValues.from(args), nanos);
        } catch (IllegalArgumentException e) {
            call = new OutboundCall(procedure, peer, LuaValues.empty(), nanos);
            call.refuse(String.valueOf(e.getMessage()), e);
            return call.result();
        }
        if (listener != null) {
            call.tell(listener);
        }
        watch(call);
        send(call);
        return call.result();
    }

    private void watch(OutboundCall call) {
        if (call.hasDeadline()) {
            deadlines.watch(call);
        }
        // Whoever holds the future may end it, too, by a time-out of its own, say.
        var unused = call.result().whenComplete((results, failure) -> giveUp(call));
    }

    @Override
    public String toString() {
        return "peer " + peer;
    }

    private final class View implements Caller {
        private final long nanos;

        View(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public LuaValues call(String procedure, @Nullable Object... args) {
            return GatewayClient.this.call(nanos, procedure, args);
        }

        @Override
        public CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
            return begin(nanos, procedure, args);
        }

        @Override
        public Caller withTimeout(Duration timeout) {
            return GatewayClient.this.withTimeout(timeout);
        }
    }
}
