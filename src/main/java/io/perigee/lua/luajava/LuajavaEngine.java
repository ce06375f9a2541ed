package io.perigee.lua.luajava;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.ObjectHome;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine of luajava: hands what it is asked for to the thread that owns the state. */
final class LuajavaEngine implements LuaEngine {
    /** Reaches nobody. */
    private static final Step WITHDRAWN = new Step.Failed(LuaNil.NIL, "", Step.Cause.INTERRUPTED, 0);

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
    public ObjectHome objectHome() {
        return thread.home();
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
        return step(runs -> runs.spawn(environment, target, arguments, budget), runs -> null);
    }

    @Override
    public CompletionStage<Step> resume(long run, LuaValues results) {
        return step(runs -> runs.resume(run, results), runs -> runs.drop(run));
    }

    @Override
    public CompletionStage<Step> resumeWithError(long run, LuaValue error) {
        return step(runs -> runs.resumeWithError(run, error), runs -> runs.drop(run));
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
        return ask(request, new CompletableFuture<>());
    }

    /** @param withdraw what to do in its place once nobody waits for it */
    private CompletionStage<Step> step(Function<Runs, Step> request, Function<Runs, @Nullable Void> withdraw) {
        Alarm alarm = thread.alarm();
        var answer = new CompletableFuture<Step>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean cancelled = super.cancel(mayInterruptIfRunning);
                alarm.cancel(this);
                return cancelled;
            }
        };
        return ask(
                runs -> {
                    alarm.serve(answer);
                    if (answer.isDone()) {
                        withdraw.apply(runs);
                        return WITHDRAWN;
                    }
                    return request.apply(runs);
                },
                answer);
    }

    private <T> CompletionStage<T> ask(Function<Runs, T> request, CompletableFuture<T> answer) {
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
                T result = work.apply(runs);
                if (!answer.complete(result) && result instanceof Step.Operation unanswered) {
                    runs.drop(unanswered.run());
                }
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
