package io.perigee.isolation;

import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is done again in the process that takes the place of one that is gone.
 *
 * <p>First the set-up, in its order: what was registered and set, and the chunks that ran without a budget in the shared
 * environment, before there was any other. What such a run asked the host for is answered as it was then. After that
 * come the environments and the functions that there are. What code has set since the set-up is lost.
 *
 * <p>Confined to the monitor of its engine; what {@link #repeat} begins goes on outside, with a copy.
 */
final class Journal {
    /** An owner who runs more than that is not setting up any more. */
    private static final int MAX_SET_UP = 1024;

    /** A run that asks for more serves, and is not setting up. */
    private static final int MAX_ANSWERS = 1024;

    private final List<Entry> setUp = new ArrayList<>();
    private final Map<String, Entry> afterwards = new LinkedHashMap<>();
    private final Set<Integer> environments = new LinkedHashSet<>();
    private final Map<Long, Chunk> functions = new LinkedHashMap<>();
    private int lastEnvironment = LuaEngine.SHARED;
    private boolean settingUp = true;

    /** Does one thing again. */
    private interface Entry {
        CompletableFuture<?> repeat(Generation generation);
    }

    /** What was loaded. */
    record Chunk(int environment, LuaString code, String name) {}

    /** What the host answered to an operation: values, or else the error. */
    private record Answer(LuaValues values, @Nullable LuaValue error) {}

    /** A run of the set-up, with what the host answered it so far. */
    static final class SetUpRun implements Entry {
        private final Chunk chunk;
        private final LuaValues arguments;
        private final List<Answer> answers = new ArrayList<>();

        private SetUpRun(Chunk chunk, LuaValues arguments) {
            this.chunk = chunk;
            this.arguments = arguments;
        }

        private synchronized boolean answered(LuaValues values, @Nullable LuaValue error) {
            if (answers.size() == MAX_ANSWERS) {
                return false;
            }
            answers.add(new Answer(values, error));
            return true;
        }

        private synchronized @Nullable Answer answer(int index) {
            return index < answers.size() ? answers.get(index) : null;
        }

        @Override
        public CompletableFuture<?> repeat(Generation generation) {
            return generation.load(chunk).thenCompose(function -> generation
                    .spawnAgain(function, arguments)
                    .thenCompose(step -> goOn(generation, step, 0))
                    .thenRun(() -> generation.dropFunction(function)));
        }

        private CompletableFuture<?> goOn(Generation generation, Step step, int answered) {
            if (step instanceof Step.Failed failed && failed.cause() == Step.Cause.BUDGET) {
                return CompletableFuture.failedFuture(
                        new LuaEngineException("set-up: " + StepForm.text(failed.error())));
            }
            if (!(step instanceof Step.Operation operation)) {
                return CompletableFuture.completedFuture(step);
            }
            Answer answer = answer(answered);
            if (answer == null) {
                // It still waited when the process went away.
                generation.drop(operation.run());
                return CompletableFuture.completedFuture(step);
            }
            return generation
                    .resumeAgain(operation.run(), answer.values, answer.error)
                    .thenCompose(following -> goOn(generation, following, answered + 1));
        }
    }

    void registered(String name) {
        note(name, generation -> generation.register(name));
    }

    void set(String name, LuaValue value) {
        note(name, generation -> generation.set(name, value));
    }

    private void note(String name, Entry entry) {
        if (isSettingUp()) {
            setUp.add(entry);
        } else {
            afterwards.remove(name);
            afterwards.put(name, entry);
        }
    }

    /** A run begins; null if it is none of the set-up. */
    @Nullable
    SetUpRun ran(long function, LuaValues arguments) {
        Chunk chunk = functions.get(function);
        if (chunk == null || chunk.environment != LuaEngine.SHARED || !isSettingUp()) {
            return null;
        }
        var run = new SetUpRun(chunk, arguments);
        setUp.add(run);
        return run;
    }

    /**
     * The host has answered a run of the set-up. One that goes on asking is forgotten.
     *
     * @param error if it was answered with one, instead of the values
     */
    void answered(SetUpRun run, LuaValues values, @Nullable LuaValue error) {
        if (!run.answered(values, error)) {
            setUp.remove(run);
        }
    }

    private boolean isSettingUp() {
        return settingUp && setUp.size() < MAX_SET_UP;
    }

    /** The set-up is over. */
    void used() {
        settingUp = false;
    }

    /** A number for an environment that was made. */
    int made() {
        do {
            lastEnvironment = lastEnvironment == Integer.MAX_VALUE ? LuaEngine.SHARED + 1 : lastEnvironment + 1;
        } while (!environments.add(lastEnvironment));
        return lastEnvironment;
    }

    void dropped(int environment) {
        environments.remove(environment);
        functions.values().removeIf(chunk -> chunk.environment == environment);
    }

    /** What was loaded into an environment that is gone by now went with it. */
    void loaded(long function, Chunk chunk) {
        if (chunk.environment == LuaEngine.SHARED || environments.contains(chunk.environment)) {
            functions.put(function, chunk);
        }
    }

    void droppedFunction(long function) {
        functions.remove(function);
    }

    /** Does everything again, one thing after the other, in a process that is new. */
    CompletableFuture<Generation> repeat(Generation generation) {
        var entries = new ArrayList<>(setUp);
        entries.addAll(afterwards.values());
        environments.forEach(number -> entries.add(fresh -> fresh.environmentAgain(number)));
        functions.forEach((number, chunk) -> entries.add(fresh -> fresh.functionAgain(number, chunk)));
        CompletableFuture<?> done = CompletableFuture.completedFuture(null);
        for (Entry entry : entries) {
            done = done.thenCompose(unused -> entry.repeat(generation));
        }
        return done.thenApply(unused -> generation);
    }
}
