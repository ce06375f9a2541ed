package io.perigee.lua.module;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.LuaError;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Drives one run to its end, and does what it asks of the host on the way. Thread-safe. */
public final class LuaRun implements RunContext {
    private final LuaEngine engine;
    private final Map<String, HostOperation> operations;
    private final @Nullable CallContext call;
    private final CompletableFuture<Step> end = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** The run while it waits for the host, by the engine's number; 0 while it does not. */
    private final AtomicLong waiting = new AtomicLong();

    /** What the engine was last asked for. */
    private volatile @Nullable CompletionStage<Step> asked;

    private LuaRun(LuaEngine engine, Map<String, HostOperation> operations, @Nullable CallContext call) {
        this.engine = engine;
        this.operations = operations;
        this.call = call;
        end.whenComplete((step, failure) -> {
            dropIfWaiting();
            if (failure != null) {
                cancelAsked();
            }
            ended.complete(null);
        });
    }

    /**
     * Begins a run.
     *
     * @param operations by the names under which they were registered; a call of any other is an error in Lua
     * @param call what the run answers; null for none
     * @return {@link Step.Done} or {@link Step.Failed}; fails as the engine's own stages do. To cancel it ends the run:
     *     at once while it waits for the host, else as the engine can
     */
    public static CompletableFuture<Step> start(
            LuaEngine engine,
            int environment,
            Target target,
            LuaValues arguments,
            Budget budget,
            Map<String, HostOperation> operations,
            @Nullable CallContext call) {
        var run = new LuaRun(engine, operations, call);
        run.follow(engine.spawn(environment, target, arguments, budget));
        return run.end;
    }

    @Override
    public @Nullable CallContext call() {
        return call;
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }

    private void follow(CompletionStage<Step> stage) {
        asked = stage;
        if (end.isCompletedExceptionally()) {
            cancelAsked();
        }
        stage.whenComplete((step, failure) -> {
            if (failure != null) {
                end.completeExceptionally(unwrap(failure));
            } else if (step instanceof Step.Operation operation) {
                perform(operation);
            } else {
                end.complete(step);
            }
        });
    }

    private void perform(Step.Operation operation) {
        long run = operation.run();
        waiting.set(run);
        if (end.isDone()) {
            dropIfWaiting();
            return;
        }
        begin(operation).whenComplete((results, failure) -> {
            if (!waiting.compareAndSet(run, 0)) {
                return;
            }
            if (failure == null) {
                follow(engine.resume(run, results));
            } else {
                follow(engine.resumeWithError(run, errorOf(unwrap(failure))));
            }
        });
    }

    private void cancelAsked() {
        CompletionStage<Step> stage = asked;
        if (stage != null) {
            stage.toCompletableFuture().cancel(false);
        }
    }

    private void dropIfWaiting() {
        long run = waiting.getAndSet(0);
        if (run != 0) {
            engine.drop(run);
        }
    }

    private CompletionStage<LuaValues> begin(Step.Operation operation) {
        HostOperation begun = operations.get(operation.name());
        if (begun == null) {
            return CompletableFuture.failedFuture(
                    new LuaError("operation: " + operation.name() + " (expected: one of " + operations.keySet() + ")"));
        }
        try {
            return begun.call(operation.arguments(), this);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static LuaValue errorOf(Throwable failure) {
        if (failure instanceof LuaError error) {
            return error.value();
        }
        String message = failure.getMessage();
        return LuaString.of(message == null ? failure.getClass().getSimpleName() : message);
    }
}
