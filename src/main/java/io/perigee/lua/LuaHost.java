package io.perigee.lua;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.lua.module.HostModule;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.ScriptHost;
import io.perigee.remote.Caller;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Lua state beside the procedures of a peer: what its start-up script defines can be called and read, and code that
 * peers send runs in it as far as its {@link LuaPolicy} says.
 *
 * <p>Given to {@code RpcOptions.Builder.lua}. A call goes to the registered procedure of its name, and if there is none,
 * to the global function of Lua. Java calls Lua through {@link #caller}; Lua calls the procedures that it was {@linkplain
 * LuaHostBuilder#procedures given} as functions of its own. One host may serve any number of peers; a single thread runs its
 * code, and while one run waits for a procedure, others go on. Thread-safe.
 *
 * <p>Needs an engine on the class path: {@code party.iroiro.luajava} as the README says.
 */
public final class LuaHost implements ScriptHost, AutoCloseable {
    private final LuaHostBuilder settings;
    private final LuaEngineProvider provider;
    private final CallDispatcher dispatcher;
    private final HostedState state;
    private final LuaSession own;
    private final ScriptLog log;

    /** How to close the states that belong to one peer each. */
    private final Set<Runnable> states = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    private LuaHost(LuaHostBuilder builder) {
        if (builder.statePerPeer() && !builder.modules().isEmpty()) {
            throw new IllegalArgumentException("statePerPeer: with modules (expected: one of them)");
        }
        settings = builder;
        provider = builder.provider();
        dispatcher = new CallDispatcher(builder.procedures(), builder.executor());
        log = new ScriptLog(LuaCaller.PEER, builder.listener());
        state = newState(LuaCaller.PEER);
        own = LuaSession.forOwner(state, log);
    }

    /** Collects what a host is made of. */
    public static LuaHostBuilder builder() {
        return new LuaHostBuilder();
    }

    static CompletableFuture<LuaHost> open(LuaHostBuilder builder) {
        var host = new LuaHost(builder);
        var opened = new CompletableFuture<LuaHost>();
        host.prepare(host.state, host.caller()).whenComplete((done, failure) -> {
            if (failure != null) {
                host.close();
                opened.completeExceptionally(host.startFailure(failure));
            } else {
                opened.complete(host);
            }
        });
        return opened;
    }

    private HostedState newState(String name) {
        EngineSettings opened = settings.policy().settings(name);
        LuaEngine engine = provider.open(opened);
        var modules = new ArrayList<HostModule>();
        try {
            if (opened.trusted()) {
                settings.modules().forEach(module -> modules.add(module.apply(this)));
            }
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        return new HostedState(engine, !settings.policy().upload(), modules);
    }

    private CompletableFuture<?> prepare(HostedState fresh, Caller caller) {
        CompletableFuture<?> furnished = fresh.furnish(settings.procedures(), dispatcher, caller);
        LuaString script = settings.script();
        return script == null
                ? furnished
                : furnished.thenCompose(done -> run(fresh, script, settings.scriptName(), LuaValues.empty()));
    }

    private RuntimeException startFailure(Throwable failure) {
        var error = LuaFailure.of(failure);
        return LuaFrames.splice(new LuaScriptException(settings.scriptName(), error), error.traceback());
    }

    /** The dialect that the engine speaks: {@code Lua 5.1}. */
    public String dialect() {
        return provider.dialect();
    }

    /** What peers may do. */
    public LuaPolicy policy() {
        return settings.policy();
    }

    /**
     * Calls and reads the globals of Lua, under the same names as peers do, standard libraries included. An error of Lua
     * is a {@link io.perigee.remote.RemoteErrorException} whose first frames are those of Lua. No time-out unless {@link
     * Caller#withTimeout} sets one.
     */
    public Caller caller() {
        return new LuaCaller(own, 0);
    }

    /**
     * Runs a script as the interpreter would: {@code arg} and {@code ...} hold the arguments.
     *
     * @return what it returns, as all is that Lua returns to Java; fails with a {@link LuaScriptException}. To cancel it
     *     ends the script, at the latest when it next waits for the host
     * @throws IOException if the file cannot be read
     */
    public CompletableFuture<LuaValues> run(Path script, String... arguments) throws IOException {
        LuaString source = Chunk.withoutShebang(Files.readAllBytes(script));
        return run(source, script.toString(), arguments);
    }

    /** As {@link #run(Path, String...)}, for source text; the name is for messages and tracebacks. */
    public CompletableFuture<LuaValues> run(LuaString source, String name, String... arguments) {
        var arg = new LuaTable().put(0, LuaString.of(name));
        for (int i = 0; i < arguments.length; i++) {
            arg.put(i + 1, LuaString.of(arguments[i]));
        }
        var result = new CompletableFuture<LuaValues>();
        CompletableFuture<LuaValues> run = state.setArguments(arg)
                .thenCompose(done -> run(state, source, name, LuaValues.from((Object[]) arguments), result));
        run.whenComplete((values, failure) -> {
            if (failure == null) {
                result.complete(values);
            } else {
                var error = LuaFailure.of(failure);
                result.completeExceptionally(LuaFrames.splice(new LuaScriptException(name, error), error.traceback()));
            }
        });
        return result;
    }

    private CompletableFuture<LuaValues> run(HostedState where, LuaString source, String name, LuaValues arguments) {
        return run(where, source, name, arguments, new CompletableFuture<>());
    }

    /** @param owner when it ends, so does the run */
    private CompletableFuture<LuaValues> run(
            HostedState where, LuaString source, String name, LuaValues arguments, CompletableFuture<LuaValues> owner) {
        String hash = Chunk.of(source).hash();
        return where.engine()
                .load(LuaEngine.SHARED, source, "@" + name)
                .toCompletableFuture()
                .whenComplete((function, failure) -> {
                    if (failure != null) {
                        log.refused(hash, LuaFailure.of(failure));
                    }
                })
                .thenCompose(function -> {
                    long startNanos = System.nanoTime();
                    CompletableFuture<Step.Done> run =
                            where.run(LuaEngine.SHARED, new Target.Function(function), arguments, Budget.NONE, null);
                    owner.whenComplete((values, failure) -> run.cancel(false));
                    return run.whenComplete((done, failure) -> log.ran(hash, startNanos, done, failure));
                })
                .thenApply(Step.Done::results);
    }

    @Override
    public LuaSession open(String peer, @Nullable RpcListener listener) {
        var sessionLog = new ScriptLog(peer, listener);
        if (!settings.statePerPeer()) {
            return LuaSession.forPeer(
                    CompletableFuture.completedFuture(state), provider, settings.policy(), sessionLog, () -> {});
        }
        CompletableFuture<HostedState> its = CompletableFuture.supplyAsync(() -> newState(peer), settings.executor())
                .thenCompose(this::prepared);
        Runnable end = () -> its.thenAccept(HostedState::close);
        states.add(end);
        if (closed) {
            end.run();
        }
        return LuaSession.forPeer(its, provider, settings.policy(), sessionLog, () -> {
            states.remove(end);
            end.run();
        });
    }

    private CompletableFuture<HostedState> prepared(HostedState fresh) {
        LuaSession owner = LuaSession.forOwner(fresh, log);
        return prepare(fresh, new LuaCaller(owner, 0)).handle((done, failure) -> {
            if (failure != null) {
                fresh.close();
                throw new CompletionException(LuaFailure.of(failure));
            }
            return fresh;
        });
    }

    /** Ends every script and every call of one, and the states. Idempotent; does not wait. */
    @Override
    public void close() {
        closed = true;
        state.close();
        own.close();
        List.copyOf(states).forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return provider.name() + " host";
    }
}
