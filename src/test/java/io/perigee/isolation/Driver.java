package io.perigee.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for what engines answer. */
final class Driver {
    static final Budget SECOND = new Budget(0, Duration.ofSeconds(1));

    private Driver() {}

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LuaEngineException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Loads a chunk into the shared environment, and begins to run it. */
    static CompletionStage<Step> run(LuaEngine engine, String code, Budget budget, LuaValue... arguments) {
        long function = get(engine.load(LuaEngine.SHARED, LuaString.of(code), "@test"));
        return engine.spawn(LuaEngine.SHARED, new Target.Function(function), LuaValues.of(arguments), budget);
    }

    static LuaValues results(CompletionStage<Step> run) {
        Step step = get(run);
        assertThat(step).isInstanceOf(Step.Done.class);
        return ((Step.Done) step).results();
    }

    static Step.Failed failure(CompletionStage<Step> run) {
        Step step = get(run);
        assertThat(step).isInstanceOf(Step.Failed.class);
        return (Step.Failed) step;
    }
}
