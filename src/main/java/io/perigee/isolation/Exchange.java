package io.perigee.isolation;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One operation that an engine's process was asked for, and the stage that its answer completes.
 *
 * @param <T> what the answer is
 */
abstract class Exchange<T> {
    /** For what no budget says how long it may take; compiling a chunk is the longest of it. */
    private static final Duration OTHERWISE = Duration.ofSeconds(30);

    final String procedure;
    final @Nullable Object[] arguments;

    /** Wall-clock time while the process works on it; zero for no limit. */
    final Duration deadline;

    /** How long the process worked on it; known before the stage completes. */
    volatile long tookNanos;

    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private Exchange(String procedure, Duration deadline, @Nullable Object[] arguments) {
        this.procedure = procedure;
        this.arguments = arguments;
        this.deadline = deadline;
    }

    final CompletableFuture<T> answer() {
        return answer;
    }

    /** A failure as it was before stages that depend on another's wrapped it. */
    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Completes the stage with what came back; anything that is not as it must be ends it. */
    final void answered(LuaValues form) {
        T value;
        try {
            value = read(form);
        } catch (RuntimeException e) {
            ended(Cause.CLOSED, "process of the engine: " + e.getMessage());
            return;
        }
        answer.complete(value);
    }

    abstract T read(LuaValues form);

    /** Completes the stage of what has no answer. */
    abstract void ended(Cause cause, String reason);

    final void complete(T value) {
        answer.complete(value);
    }

    final void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    /** One whose answer is a step. */
    static class Run extends Exchange<Step> {
        Run(String procedure, Duration deadline, @Nullable Object... arguments) {
            super(procedure, deadline, arguments);
        }

        /** One that no code of Lua's takes part in. */
        static Run bounded(String procedure, @Nullable Object... arguments) {
            return new Run(procedure, OTHERWISE, arguments);
        }

        @Override
        Step read(LuaValues form) {
            return StepForm.read(form);
        }

        @Override
        void ended(Cause cause, String reason) {
            complete(new Step.Failed(LuaString.of(reason), "", cause, 0));
        }
    }

    /** One whose answer is anything else. */
    static final class Plain<T> extends Exchange<T> {
        private final Function<LuaValues, T> reader;

        Plain(String procedure, Function<LuaValues, T> reader, @Nullable Object... arguments) {
            super(procedure, OTHERWISE, arguments);
            this.reader = reader;
        }

        @Override
        T read(LuaValues form) {
            return reader.apply(form);
        }

        @Override
        void ended(Cause cause, String reason) {
            fail(new LuaEngineException(reason));
        }
    }
}
