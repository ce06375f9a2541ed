package io.perigee.isolation;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * An engine without Lua, whose "chunks" are the names of things that no engine should do: what processes are tried with.
 */
public final class ScriptedEngine implements LuaEngine {
    private final LuaEngineProvider provider;
    private final boolean onlyOpens;
    private final ExecutorService owner = Executors.newSingleThreadExecutor();
    private final Map<Long, String> functions = new HashMap<>();
    private final Map<String, LuaValue> globals = new HashMap<>();
    private final List<String> registered = new ArrayList<>();
    private final List<byte[]> hoard = new ArrayList<>();
    private final Set<Integer> environments = new HashSet<>(Set.of(SHARED));
    private int lastEnvironment;
    private long lastNumber = 40;
    private volatile boolean interrupted;

    private ScriptedEngine(LuaEngineProvider provider, boolean onlyOpens) {
        this.provider = provider;
        this.onlyOpens = onlyOpens;
    }

    /** Must be public, as any that is isolated. */
    public static final class Provider implements LuaEngineProvider {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String dialect() {
            return "none";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.INT64);
        }

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public LuaEngine open(EngineSettings settings) {
            if (settings.libraries().contains("none such")) {
                throw new LuaEngineException("libraries: none such (expected: one that there is)");
            }
            return new ScriptedEngine(this, settings.libraries().contains("only opens"));
        }
    }

    private <T> CompletionStage<T> own(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, owner);
    }

    @Override
    public LuaEngineProvider provider() {
        return provider;
    }

    @Override
    public CompletionStage<Integer> newEnvironment() {
        return own(() -> {
            environments.add(++lastEnvironment);
            return lastEnvironment;
        });
    }

    @Override
    public void dropEnvironment(int environment) {
        own(() -> environments.remove(environment));
    }

    @Override
    public CompletionStage<Long> load(int environment, LuaString code, String chunkName) {
        return own(() -> {
            if (code.toString().equals("syntax")) {
                throw new LuaEngineException(chunkName + ":1: no such thing");
            }
            if (code.toString().equals("as long as nothing is set") && !globals.isEmpty()) {
                throw new LuaEngineException(chunkName + ":1: something is set");
            }
            if (onlyOpens || !environments.contains(environment)) {
                throw new LuaEngineException("environment: " + environment + " (expected: one that there is)");
            }
            functions.put(++lastNumber, code.toString());
            return lastNumber;
        });
    }

    @Override
    public void dropFunction(long function) {
        own(() -> functions.remove(function));
    }

    @Override
    public CompletionStage<Void> register(String name) {
        return own(() -> {
            registered.add(name);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> set(String name, LuaValue value) {
        return own(() -> {
            globals.put(name, value);
            return null;
        });
    }

    @Override
    public CompletionStage<Step> eval(int environment, LuaString path) {
        return own(() -> new Step.Done(LuaValues.of(globals.getOrDefault(path.toString(), LuaValue.nil())), 1));
    }

    @Override
    public CompletionStage<Step> spawn(int environment, Target target, LuaValues arguments, Budget budget) {
        return own(() -> {
            String code = target instanceof Target.Function function
                    ? functions.get(function.id())
                    : ((Target.Path) target).path().toString();
            return code == null ? new Step.Failed(LuaValue.nil(), "", Step.Cause.NOT_FOUND, 0) : run(code, arguments);
        });
    }

    private Step run(String code, LuaValues arguments) {
        return switch (code) {
            case "spin" -> spin(false);
            case "spin politely" -> spin(true);
            case "halt" -> {
                System.err.println("what a peer has nothing to do with");
                Runtime.getRuntime()
                        .halt(arguments.size() == 0 ? 7 : arguments.view(0).asInt());
                yield spin(false);
            }
            case "pause" -> {
                LockSupport.parkNanos(500_000_000);
                yield done(LuaValues.empty());
            }
            case "hoard" -> {
                for (; ; ) {
                    hoard.add(new byte[1 << 20]);
                }
            }
            case "ask" -> new Step.Operation(++lastNumber, "operation", arguments);
            case "surroundings" -> surroundings();
            case "remember" -> {
                globals.put("remembered", arguments.get(0));
                yield done(LuaValues.empty());
            }
            case "unserializable" ->
                new Step.Failed(LuaString.of("a function"), "here\nthere", Step.Cause.NOT_SERIALIZABLE, 3);
            default -> done(arguments);
        };
    }

    private static Step done(LuaValues values) {
        return new Step.Done(values, 1);
    }

    private Step spin(boolean politely) {
        while (!(politely && interrupted)) {
            Thread.onSpinWait();
        }
        interrupted = false;
        return new Step.Failed(LuaString.of("interrupted"), "", Step.Cause.INTERRUPTED, 0);
    }

    private static Step surroundings() {
        String[] files = new File("").getAbsoluteFile().list();
        return done(LuaValues.from(
                String.join(" ", new TreeSet<>(System.getenv().keySet())),
                files == null ? -1 : files.length,
                Path.of("").toAbsolutePath().toString(),
                ProcessHandle.current().pid()));
    }

    @Override
    public CompletionStage<Step> resume(long run, LuaValues results) {
        return own(() -> {
            if (results.get(0).equals(LuaString.of("spin"))) {
                return spin(false);
            }
            globals.put("answered", results.get(0));
            return results.get(0).equals(LuaString.of("more"))
                    ? new Step.Operation(++lastNumber, "operation", results)
                    : done(results);
        });
    }

    @Override
    public CompletionStage<Step> resumeWithError(long run, LuaValue error) {
        return own(() -> new Step.Failed(error, "", Step.Cause.RAISED, 1));
    }

    @Override
    public void drop(long run) {}

    @Override
    public void interrupt(String reason) {
        interrupted = true;
    }

    @Override
    public void close() {
        owner.shutdownNow();
    }
}
