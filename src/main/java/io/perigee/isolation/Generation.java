package io.perigee.isolation;

import io.perigee.isolation.Journal.Chunk;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of an engine, with its own numbers for the environments and functions that callers know by others: those
 * stay the same when another process takes its place.
 */
final class Generation {
    private static final Logger log = LoggerFactory.getLogger(Generation.class);
    private static final int NO_ENVIRONMENT = -1;
    private static final long NO_FUNCTION = -1;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** For what ran without a deadline once and then came to an end, or asked its host for something. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    final Child child;

    private final Map<Integer, Integer> environments = new ConcurrentHashMap<>();
    private final Map<Long, Loaded> functions = new ConcurrentHashMap<>();

    private record Loaded(long inProcess, int environment) {}

    Generation(Child child) {
        this.child = child;
        environments.put(LuaEngine.SHARED, LuaEngine.SHARED);
    }

    /** The process's number of an environment; one that it does not have if there is none. */
    int environment(int number) {
        return environments.getOrDefault(number, NO_ENVIRONMENT);
    }

    long function(long number) {
        Loaded loaded = functions.get(number);
        return loaded == null ? NO_FUNCTION : loaded.inProcess;
    }

    /** The number under which callers know a function of the process, if they do. */
    @Nullable
    Long known(long inProcess) {
        for (var entry : functions.entrySet()) {
            if (entry.getValue().inProcess == inProcess) {
                return entry.getKey();
            }
        }
        return null;
    }

    void adoptEnvironment(int number, int inProcess) {
        environments.put(number, inProcess);
    }

    /** What was loaded into an environment that is gone by now went with it. */
    void adoptFunction(long number, long inProcess, Chunk chunk) {
        if (environments.containsKey(chunk.environment())) {
            functions.put(number, new Loaded(inProcess, chunk.environment()));
        }
    }

    void dropEnvironment(int number) {
        Integer inProcess = environments.remove(number);
        if (inProcess != null) {
            functions.values().removeIf(loaded -> loaded.environment == number);
            child.tell(EngineProcedures.DROP_ENVIRONMENT, inProcess);
        }
    }

    void forgetFunction(long number) {
        Loaded loaded = functions.remove(number);
        if (loaded != null) {
            dropFunction(loaded.inProcess);
        }
    }

    void dropFunction(long inProcess) {
        child.tell(EngineProcedures.DROP_FUNCTION, inProcess);
    }

    void drop(long runInProcess) {
        child.tell(EngineProcedures.DROP, runInProcess);
    }

    /** Goes once where every call goes, so that the first one that counts finds the classes loaded on both sides. */
    CompletableFuture<Void> warmUp() {
        int environment = 1;
        return environmentAgain(environment)
                .thenCompose(unused -> load(new Chunk(environment, LuaString.of("return ..."), "=warm")))
                .thenCompose(function -> spawn(function, LuaValues.of(LuaString.of("warm")), WARM_UP))
                .thenAccept(step -> dropEnvironment(environment));
    }

    // What is done again, in the numbers of the process.

    CompletableFuture<?> environmentAgain(int number) {
        return begin(new Exchange.Plain<>(
                        EngineProcedures.NEW_ENVIRONMENT, form -> form.view(0).asInt()))
                .thenAccept(inProcess -> adoptEnvironment(number, inProcess));
    }

    /** One that cannot be loaded any more is not found, which is no reason to do without all others. */
    CompletableFuture<?> functionAgain(long number, Chunk chunk) {
        return load(chunk).handle((inProcess, failure) -> {
            if (failure == null) {
                adoptFunction(number, inProcess, chunk);
            } else {
                log.debug("process {}: {}: {}", child.pid(), chunk.name(), failure.getMessage());
            }
            return null;
        });
    }

    CompletableFuture<Long> load(Chunk chunk) {
        return begin(new Exchange.Plain<>(
                EngineProcedures.LOAD,
                form -> form.view(0).asLong(),
                environment(chunk.environment()),
                chunk.code(),
                chunk.name()));
    }

    CompletableFuture<Step> spawnAgain(long inProcess, LuaValues arguments) {
        return spawn(inProcess, arguments, AGAIN);
    }

    private CompletableFuture<Step> spawn(long inProcess, LuaValues arguments, Duration deadline) {
        return begin(new Exchange.Run(
                EngineProcedures.SPAWN,
                deadline,
                StepForm.join(
                                arguments,
                                LuaValue.of(LuaEngine.SHARED),
                                LuaValue.of(inProcess),
                                LuaValue.nil(),
                                LuaValue.of(0),
                                LuaValue.of(0))
                        .toList()
                        .toArray()));
    }

    CompletableFuture<Step> resumeAgain(long runInProcess, LuaValues values, @Nullable LuaValue error) {
        return begin(
                error == null
                        ? new Exchange.Run(
                                EngineProcedures.RESUME,
                                AGAIN,
                                StepForm.join(values, LuaValue.of(runInProcess))
                                        .toList()
                                        .toArray())
                        : new Exchange.Run(EngineProcedures.RESUME_WITH_ERROR, AGAIN, runInProcess, error));
    }

    CompletableFuture<Void> register(String name) {
        return begin(new Exchange.Plain<>(EngineProcedures.REGISTER, form -> null, name));
    }

    CompletableFuture<Void> set(String name, LuaValue value) {
        return begin(new Exchange.Plain<>(EngineProcedures.SET, form -> null, name, value));
    }

    private <T> CompletableFuture<T> begin(Exchange<T> exchange) {
        if (!child.ask(exchange)) {
            exchange.fail(new LuaEngineException("process of the engine: gone (" + Cause.CLOSED + ")"));
        }
        return exchange.answer();
    }
}
