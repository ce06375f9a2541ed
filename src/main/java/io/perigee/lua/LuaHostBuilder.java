package io.perigee.lua;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.module.HostModule;
import io.perigee.observe.GuardedListener;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Executors;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link LuaHost} is made of. Not thread-safe; to be used for one host. */
public final class LuaHostBuilder {
    private String engine = LuaEngines.DEFAULT;
    private @Nullable LuaEngineProvider provider;
    private LuaPolicy policy = LuaPolicy.OFF;
    private Procedures procedures = new Procedures();
    private Executor executor = Executors.shared();
    private @Nullable LuaString script;
    private String scriptName = "script";
    private @Nullable RpcListener listener;
    private boolean statePerPeer;
    private final List<Function<? super LuaHost, ? extends HostModule>> modules = new ArrayList<>();

    LuaHostBuilder() {}

    /**
     * Chooses the engine by its name: {@code lua51} unless set, {@code lua54}, {@code luajit}, or one of these in a process
     * of its own, {@code lua51-isolated}. Whether there is one is found out when the host opens.
     */
    public LuaHostBuilder engine(String name) {
        engine = Objects.requireNonNull(name, "engine");
        return this;
    }

    /** Chooses an engine that is not found by name. */
    public LuaHostBuilder engine(LuaEngineProvider engineProvider) {
        provider = Objects.requireNonNull(engineProvider, "engine");
        return this;
    }

    /** What peers may do: {@link LuaPolicy#OFF} unless set. */
    public LuaHostBuilder policy(LuaPolicy luaPolicy) {
        policy = Objects.requireNonNull(luaPolicy, "policy");
        return this;
    }

    /**
     * The file to run when the host opens. Its global functions and tables are the procedures and values of peers.
     *
     * @throws IOException if it cannot be read
     */
    public LuaHostBuilder script(Path file) throws IOException {
        script = Chunk.withoutShebang(Files.readAllBytes(file));
        scriptName = file.toString();
        return this;
    }

    /** As {@link #script(Path)}, for source text; the name is for messages and tracebacks. */
    public LuaHostBuilder script(String name, String source) {
        scriptName = Objects.requireNonNull(name, "name");
        script = LuaString.of(source);
        return this;
    }

    /**
     * What Lua finds as functions and values of its own, under the same dotted names, except where it has something of
     * that name already. The names are looked up when the host opens; what a function runs is looked up with each call.
     */
    public LuaHostBuilder procedures(Procedures registry) {
        procedures = Objects.requireNonNull(registry, "procedures");
        return this;
    }

    /** Runs procedures that may block: virtual threads where there are any, else a pool that grows as needed. */
    public LuaHostBuilder executor(Executor procedureExecutor) {
        executor = Objects.requireNonNull(procedureExecutor, "executor");
        return this;
    }

    /**
     * A module that {@code require} finds. Only for scripts that may do everything: in a sandbox there is none, and with
     * {@link #statePerPeer} the host does not open.
     */
    public LuaHostBuilder module(Function<? super LuaHost, ? extends HostModule> factory) {
        modules.add(Objects.requireNonNull(factory, "module"));
        return this;
    }

    /**
     * Gives each peer a state of its own, with a start-up script of its own: what one sets, no other sees, and what one
     * takes, no other misses. Off by default.
     */
    public LuaHostBuilder statePerPeer(boolean own) {
        statePerPeer = own;
        return this;
    }

    /** Is told of the start-up script; of what peers run, the listener of their options is told. */
    public LuaHostBuilder listener(RpcListener rpcListener) {
        listener = new GuardedListener(Objects.requireNonNull(rpcListener, "listener"));
        return this;
    }

    /**
     * Opens the host and waits until its script has returned.
     *
     * @throws LuaEngineException if there is no such engine here; the message says what to add
     * @throws LuaScriptException if the script fails
     */
    public LuaHost open() {
        try {
            return openAsync().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LuaScriptException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /**
     * As {@link #open}, without waiting for the script.
     *
     * @throws LuaEngineException if there is no such engine here; the message says what to add
     */
    public CompletableFuture<LuaHost> openAsync() {
        return LuaHost.open(this);
    }

    LuaEngineProvider provider() {
        return provider == null ? LuaEngines.find(engine) : provider;
    }

    LuaPolicy policy() {
        return policy;
    }

    Procedures procedures() {
        return procedures;
    }

    Executor executor() {
        return executor;
    }

    @Nullable
    LuaString script() {
        return script;
    }

    String scriptName() {
        return scriptName;
    }

    @Nullable
    RpcListener listener() {
        return listener;
    }

    boolean statePerPeer() {
        return statePerPeer;
    }

    List<Function<? super LuaHost, ? extends HostModule>> modules() {
        return modules;
    }
}
