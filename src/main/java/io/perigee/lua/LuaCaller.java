package io.perigee.lua;

import io.perigee.remote.Caller;
import io.perigee.remote.Nanos;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.remote.Waiting;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import io.perigee.value.ValueException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls what a Lua state holds, as if it were a peer. */
final class LuaCaller implements Caller {
    /** What stands for the address of the host's own Lua. */
    static final String PEER = "lua";

    private final LuaSession session;
    private final long timeoutNanos;

    /** @param timeoutNanos for each call; 0 for none */
    LuaCaller(LuaSession session, long timeoutNanos) {
        this.session = session;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    public Caller withTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
        return new LuaCaller(session, Nanos.of(timeout));
    }

    @Override
    public LuaValues call(String procedure, @Nullable Object... args) {
        Waiting.check(procedure);
        CompletableFuture<LuaValues> run = begin(procedure, args);
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw exception(procedure, e);
        } catch (InterruptedException e) {
            run.cancel(false);
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException(procedure, PEER, Outcome.UNKNOWN, e);
        }
    }

    @Override
    public CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
        var called = new CompletableFuture<LuaValues>();
        CompletableFuture<LuaValues> run = begin(procedure, args);
        run.whenComplete((values, failure) -> {
            if (failure == null) {
                called.complete(values);
            } else {
                called.completeExceptionally(exception(procedure, failure));
            }
        });
        called.whenComplete((values, failure) -> run.cancel(false));
        return called;
    }

    private CompletableFuture<LuaValues> begin(String procedure, @Nullable Object[] args) {
        CompletableFuture<LuaValues> run;
        try {
            run = begin(procedure, LuaValues.from(args));
        } catch (ValueException e) {
            return CompletableFuture.failedFuture(e);
        }
        return timeoutNanos == 0 ? run : run.orTimeout(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<LuaValues> begin(String procedure, LuaValues arguments) {
        return switch (procedure) {
            case WellKnown.EVAL -> session.eval(LuaString.of(arguments.asString()));
            case WellKnown.BUILD_EXEC -> session.build(arguments.get(0));
            case WellKnown.RUN_EXEC -> session.run(arguments.get(0), arguments.skip(1), null);
            case WellKnown.INVOKE ->
                session.invoke(
                        arguments.view("argument", 0).as(RemoteObject.class),
                        LuaString.of(arguments.view("argument", 1).asString()),
                        arguments.skip(2),
                        null);
            default -> session.call(LuaString.of(procedure), arguments, null);
        };
    }

    /** What a caller gets: the frames of Lua are where they were called from. */
    private RuntimeException exception(String procedure, Throwable failure) {
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wraps && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            var nanos = Duration.ofNanos(timeoutNanos);
            return new RpcTimeoutException(procedure, PEER, Outcome.UNKNOWN, "no answer in " + nanos, null);
        }
        if (cause instanceof ValueException) {
            return new RpcRefusedException(
                    procedure, PEER, Outcome.NOT_SENT, String.valueOf(cause.getMessage()), cause);
        }
        if (cause instanceof LuaFailure error) {
            return LuaFrames.splice(
                    new RemoteErrorException(procedure, PEER, error.reason(), error.error()), error.traceback());
        }
        return new RpcConnectionException(procedure, PEER, Outcome.UNKNOWN, String.valueOf(cause.getMessage()), cause);
    }
}
