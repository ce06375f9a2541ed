package io.perigee.lua.spec;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An engine whose answers are waited for. */
public record EngineDriver(LuaEngine engine) implements AutoCloseable {
    private static final long SECONDS = 60;

    /** Runs source text in the shared environment. */
    public Step run(String code, Object... arguments) {
        return run(LuaEngine.SHARED, code, Budget.NONE, arguments);
    }

    public Step run(int environment, String code, Budget budget, Object... arguments) {
        return await(start(environment, code, budget, arguments));
    }

    public CompletionStage<Step> start(int environment, String code, Budget budget, Object... arguments) {
        long function = await(engine.load(environment, LuaString.of(code), "@test"));
        return engine.spawn(environment, new Target.Function(function), LuaValues.from(arguments), budget);
    }

    /** What source text returns in the shared environment; it must return. */
    public LuaValues results(String code, Object... arguments) {
        return done(run(code, arguments));
    }

    public LuaValue result(String code, Object... arguments) {
        return results(code, arguments).get(0);
    }

    public Step call(int environment, String path, Object... arguments) {
        return await(
                engine.spawn(environment, new Target.Path(LuaString.of(path)), LuaValues.from(arguments), Budget.NONE));
    }

    public Step eval(int environment, String path) {
        return await(engine.eval(environment, LuaString.of(path)));
    }

    public Step answer(Step step, Object... results) {
        return await(engine.resume(((Step.Operation) step).run(), LuaValues.from(results)));
    }

    public Step answerWithError(Step step, Object error) {
        return await(engine.resumeWithError(((Step.Operation) step).run(), LuaValue.from(error)));
    }

    public static LuaValues done(Step step) {
        if (step instanceof Step.Done done) {
            return done.results();
        }
        throw new AssertionError(step.toString());
    }

    public static Step.Failed failed(Step step) {
        if (step instanceof Step.Failed failed) {
            return failed;
        }
        throw new AssertionError(step.toString());
    }

    /** What a stage completes with; fails as the stage does. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LuaEngineException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
