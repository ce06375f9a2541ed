package io.perigee.isolation;

import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import java.lang.reflect.Modifier;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Opens each engine in a process of its own, a small JVM that the operating system holds to its memory: for code of peers
 * that nobody vouches for. The process has no environment variables but {@code LANG} and {@code LC_ALL} and an empty
 * directory, ends with its engine, with this process and with a run that takes longer than its {@link
 * io.perigee.lua.engine.Budget}, and is replaced by the next that was started ahead of need.
 *
 * <p>When a process is replaced, what was done to the engine is done again: what was registered and set, the environments
 * and the functions that there are, and, before the first environment or budget, the chunks that ran in the shared one,
 * unless they asked the host more than 1024 times.
 * What code has changed since is lost, and so are the runs that waited for an operation: {@link
 * io.perigee.lua.engine.Step.Cause#CLOSED}.
 *
 * <p>At most 64 processes are in use at a time: an engine that would need one more fails all that it is asked until there
 * are fewer. The system property {@code perigee.isolation.most} sets another number, and {@code perigee.isolation.warm} how
 * many are kept ahead of need for each kind of engine, 1 unless set.
 *
 * <p>It bounds what Lua may take, not what a process may do that was taken over: crafted bytecode, where it is allowed,
 * has the rights of the user.
 */
public class IsolatedProvider implements LuaEngineProvider {
    /** Behind the name of the engine that is isolated: {@code lua51-isolated}. */
    public static final String SUFFIX = "-isolated";

    private final LuaEngineProvider inner;

    /**
     * Isolates the engines of another provider.
     *
     * @param inner of a public class with a public constructor without parameters, by which the process gets its own
     */
    public IsolatedProvider(LuaEngineProvider inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name() + SUFFIX;
    }

    @Override
    public String dialect() {
        return inner.dialect();
    }

    @Override
    public Set<Capability> capabilities() {
        var capabilities = EnumSet.of(Capability.CPU_LIMIT, Capability.CRASH_SAFE);
        if (ChildCommand.limitsMemory()) {
            capabilities.add(Capability.MEMORY_LIMIT);
        }
        capabilities.addAll(inner.capabilities());
        return capabilities;
    }

    @Override
    public Optional<String> missing() {
        return inner.missing();
    }

    /** Opens an engine, and returns without waiting for its process; if there will be none, all that is asked fails. */
    @Override
    public LuaEngine open(EngineSettings settings) {
        return new IsolatedEngine(this, kind(settings), ChildPool.SHARED);
    }

    /** Starts processes for engines with these settings, so that the first one need not wait either. */
    public void prepare(EngineSettings settings) {
        ChildPool.SHARED.fill(kind(settings));
    }

    private ChildKind kind(EngineSettings settings) {
        Class<?> type = inner.getClass();
        try {
            if (!Modifier.isPublic(type.getModifiers())
                    || !Modifier.isPublic(type.getConstructor().getModifiers())) {
                throw notPublic(type);
            }
        } catch (NoSuchMethodException e) {
            throw notPublic(type);
        }
        return new ChildKind(type.getName(), settings);
    }

    private static LuaEngineException notPublic(Class<?> type) {
        return new LuaEngineException(
                "provider: " + type.getName() + " (expected: a public class with a constructor without parameters)");
    }

    @Override
    public String toString() {
        return "engine " + name();
    }
}
