package io.perigee.lua.luajava;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An engine of luajava: hands what it is asked for to the thread that owns the state. */
final class LuajavaEngine implements LuaEngine {
    private final LuaEngineProvider provider;
    private final StateThread thread;

    private LuajavaEngine(LuaEngineProvider provider, StateThread thread) {
        this.provider = provider;
        this.thread = thread;
    }

    static LuaEngine open(LuaEngineProvider provider, Dialect dialect, EngineSettings settings) {
        return new LuajavaEngine(provider, StateThread.start(dialect, settings));
    }

    @Override
    public LuaEngineProvider provider() {
        return provider;
    }

    @Override
    public CompletionStage<Integer> newEnvironment() {
        return ask(Runs::newEnvironment);
    }

    @Override
    public void dropEnvironment(int environment) {
        ask(runs -> runs.tell(LuaState.DROP_ENVIRONMENT, environment));
    }

    @Override
    public CompletionStage<Long> load(int environment, LuaString code, String chunkName) {
        return ask(runs -> runs.load(environment, code, chunkName));
    }

    @Override
    public void dropFunction(long function) {
        ask(runs -> runs.tell(LuaState.DROP_FUNCTION, function));
    }

    @Override
    public CompletionStage<Void> register(String name) {
        return ask(runs -> runs.register(name));
    }

    @Override
    public CompletionStage<Void> set(String name, LuaValue value) {
        return ask(runs -> runs.set(name, value));
    }

    @Override
    public CompletionStage<Step> eval(int environment, LuaString path) {
        return ask(runs -> runs.eval(environment, path));
    }

    @Override
    public CompletionStage<Step> spawn(int environment, Target target, LuaValues arguments, Budget budget) {
        return ask(runs -> runs.spawn(environment, target, arguments, budget));
    }

    @Override
    public CompletionStage<Step> resume(long run, LuaValues results) {
        return ask(runs -> runs.resume(run, results));
    }

    @Override
    public CompletionStage<Step> resumeWithError(long run, LuaValue error) {
        return ask(runs -> runs.resumeWithError(run, error));
    }

    @Override
    public void drop(long run) {
        ask(runs -> runs.drop(run));
    }

    @Override
    public void interrupt(String reason) {
        thread.alarm().interrupt(reason);
    }

    @Override
    public void close() {
        thread.close();
    }

    private <T> CompletionStage<T> ask(Function<Runs, T> request) {
        var answer = new CompletableFuture<T>();
        if (!thread.submit(new Request<>(request, answer))) {
            answer.completeExceptionally(closed());
        }
        return answer;
    }

    static LuaEngineException closed() {
        return new LuaEngineException("engine: closed (expected: an open one)");
    }

    /** Something to do on the thread of the state. */
    record Request<T>(Function<Runs, T> work, CompletableFuture<T> answer) {
        /** An error that says nothing about where it leaves the state is passed on, besides: the engine ends with it. */
        void serve(Runs runs) {
            try {
                answer.complete(work.apply(runs));
            } catch (LuaEngineException e) {
                answer.completeExceptionally(e);
            } catch (RuntimeException | OutOfMemoryError e) {
                answer.completeExceptionally(new LuaEngineException("engine: " + e, e));
            } catch (Error e) {
                answer.completeExceptionally(new LuaEngineException("engine: " + e, e));
                throw e;
            }
        }

        void refuse() {
            answer.completeExceptionally(closed());
        }
    }
}
