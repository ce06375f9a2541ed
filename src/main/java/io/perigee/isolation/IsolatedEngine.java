package io.perigee.isolation;

import io.perigee.isolation.Journal.Chunk;
import io.perigee.isolation.Journal.SetUpRun;
import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.remote.Nanos;
import io.perigee.remote.Waiting;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a process of its own, which is replaced when it is gone: ended for its deadline or its memory, or crashed.
 * What was due then fails, what was waiting for an operation is {@link Cause#CLOSED}, and the next use finds a fresh process
 * with what the {@link Journal} has done again in it. Thread-safe; stages complete on an event loop.
 */
final class IsolatedEngine implements LuaEngine {
    /** What Lua raises when the system gives it no memory. */
    private static final LuaString NOT_ENOUGH_MEMORY = LuaString.of("not enough memory");

    private final LuaEngineProvider provider;
    private final Succession processes;
    private final AtomicLong lastNumber = new AtomicLong();

    /** The runs that wait for the host. */
    private final Map<Long, Waiting> runs = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private final Journal journal = new Journal();

    /**
     * A run that waits for the host.
     *
     * @param leftNanos of its deadline; 0 for no limit
     */
    private record Waiting(
            Generation generation,
            long inProcess,
            long leftNanos,
            @Nullable SetUpRun setUp) {}

    IsolatedEngine(LuaEngineProvider provider, ChildKind kind, ChildPool pool) {
        this.provider = provider;
        processes = new Succession(kind, pool, this::prepare);
    }

    private synchronized CompletionStage<Generation> prepare(Generation fresh) {
        return journal.repeat(fresh);
    }

    @Override
    public LuaEngineProvider provider() {
        return provider;
    }

    // The operations.

    @Override
    public CompletionStage<Integer> newEnvironment() {
        synchronized (this) {
            journal.used();
        }
        return processes.request(
                plain(),
                generation -> new Exchange.Plain<>(EngineProcedures.NEW_ENVIRONMENT, form -> {
                    int inProcess = form.view(0).asInt();
                    int number = noted(generation, journal::made);
                    generation.adoptEnvironment(number, inProcess);
                    return number;
                }));
    }

    @Override
    public void dropEnvironment(int environment) {
        synchronized (this) {
            journal.dropped(environment);
        }
        processes.tell(generation -> generation.dropEnvironment(environment));
    }

    @Override
    public CompletionStage<Long> load(int environment, LuaString code, String chunkName) {
        var chunk = new Chunk(environment, code, chunkName);
        return processes.request(
                plain(),
                generation -> new Exchange.Plain<>(
                        EngineProcedures.LOAD,
                        form -> keep(generation, form.view(0).asLong(), chunk),
                        generation.environment(environment),
                        code,
                        chunkName));
    }

    /** The same code in the same environment may be the same function: it has one number then. */
    private long keep(Generation generation, long inProcess, Chunk chunk) {
        Long known = generation.known(inProcess);
        if (known != null) {
            return known;
        }
        long number = lastNumber.incrementAndGet();
        generation.adoptFunction(number, inProcess, chunk);
        note(generation, () -> journal.loaded(number, chunk));
        return number;
    }

    private void note(Generation generation, Runnable entry) {
        noted(generation, () -> {
            entry.run();
            return true;
        });
    }

    /** Notes what a process has done, unless it is gone: the next one may have been prepared without it by then. */
    private synchronized <T> T noted(Generation generation, Supplier<T> entry) {
        if (generation.child.isGone()) {
            throw new LuaEngineException("gone");
        }
        return entry.get();
    }

    @Override
    public void dropFunction(long function) {
        synchronized (this) {
            journal.droppedFunction(function);
        }
        processes.tell(generation -> generation.forgetFunction(function));
    }

    @Override
    public CompletionStage<Void> register(String name) {
        return processes.<Void>request(
                plain(),
                generation -> new Exchange.Plain<>(
                        EngineProcedures.REGISTER,
                        form -> {
                            note(generation, () -> journal.registered(name));
                            return null;
                        },
                        name));
    }

    @Override
    public CompletionStage<Void> set(String name, LuaValue value) {
        return processes.<Void>request(
                plain(),
                generation -> new Exchange.Plain<>(
                        EngineProcedures.SET,
                        form -> {
                            note(generation, () -> journal.set(name, value));
                            return null;
                        },
                        name,
                        value));
    }

    @Override
    public CompletionStage<Step> eval(int environment, LuaString path) {
        return processes.request(
                Exchange.Run.bounded(EngineProcedures.EVAL),
                generation -> Exchange.Run.bounded(EngineProcedures.EVAL, generation.environment(environment), path));
    }

    @Override
    public CompletionStage<Step> spawn(int environment, Target target, LuaValues arguments, Budget budget) {
        SetUpRun setUp = setUp(environment, target, arguments, budget);
        CompletableFuture<Step> step = processes.request(Exchange.Run.bounded(EngineProcedures.SPAWN), generation -> {
            Target called = target instanceof Target.Through outer ? outer.target() : target;
            LuaValue callee = called instanceof Target.Path path
                    ? path.path()
                    : LuaValue.of(generation.function(((Target.Function) called).id()));
            LuaValue through = target instanceof Target.Through outer
                    ? LuaValue.of(generation.function(outer.function()))
                    : LuaValue.nil();
            LuaValues all = StepForm.join(
                    arguments,
                    LuaValue.of(generation.environment(environment)),
                    callee,
                    through,
                    LuaValue.of(budget.instructions()),
                    LuaValue.of(Nanos.of(budget.deadline())));
            return run(generation, EngineProcedures.SPAWN, budget.deadline(), all, setUp);
        });
        return step.minimalCompletionStage();
    }

    private synchronized @Nullable SetUpRun setUp(int environment, Target target, LuaValues arguments, Budget budget) {
        if (environment != SHARED || !budget.equals(Budget.NONE)) {
            journal.used();
            return null;
        }
        return target instanceof Target.Function function ? journal.ran(function.id(), arguments) : null;
    }

    /** A run, or what follows an operation; its numbers become ours when it asks for the next. */
    private Exchange<Step> run(
            Generation generation, String procedure, Duration deadline, LuaValues arguments, @Nullable SetUpRun setUp) {
        var exchange = new Exchange.Run(procedure, deadline, arguments.toList().toArray()) {
            @Override
            Step read(LuaValues form) {
                Step step = super.read(form);
                if (step instanceof Step.Operation operation) {
                    return await(generation, operation, left(deadline, tookNanos), setUp);
                }
                if (step instanceof Step.Failed failed && isOutOfMemory(failed)) {
                    generation.child.end(Cause.CLOSED, "memory: used up by another run");
                }
                return step;
            }
        };
        return exchange;
    }

    /** Where Lua gets no memory the JVM around it gets none either, and would not last. */
    private static boolean isOutOfMemory(Step.Failed failed) {
        return failed.cause() == Cause.MEMORY || failed.error().equals(NOT_ENOUGH_MEMORY);
    }

    private static long left(Duration deadline, long tookNanos) {
        return deadline.isZero() ? 0 : Math.max(1, Nanos.of(deadline) - tookNanos);
    }

    private Step await(Generation generation, Step.Operation operation, long leftNanos, @Nullable SetUpRun setUp) {
        long number = lastNumber.incrementAndGet();
        runs.put(number, new Waiting(generation, operation.run(), leftNanos, setUp));
        return new Step.Operation(number, operation.name(), operation.arguments());
    }

    @Override
    public CompletionStage<Step> resume(long run, LuaValues results) {
        LuaString refusal = StepForm.refusal("result", results);
        if (refusal != null) {
            return resumeWithError(run, refusal);
        }
        Waiting waiting = runs.remove(run);
        answered(waiting, results, null);
        return goOn(waiting, run, EngineProcedures.RESUME, results);
    }

    @Override
    public CompletionStage<Step> resumeWithError(long run, LuaValue error) {
        Waiting waiting = runs.remove(run);
        answered(waiting, LuaValues.empty(), error);
        return goOn(waiting, run, EngineProcedures.RESUME_WITH_ERROR, LuaValues.of(error));
    }

    private synchronized void answered(@Nullable Waiting waiting, LuaValues results, @Nullable LuaValue error) {
        if (waiting != null && waiting.setUp != null) {
            journal.answered(waiting.setUp, results, error);
        }
    }

    private CompletionStage<Step> goOn(@Nullable Waiting waiting, long run, String procedure, LuaValues values) {
        if (waiting != null) {
            Exchange<Step> exchange = run(
                    waiting.generation,
                    procedure,
                    Duration.ofNanos(waiting.leftNanos),
                    StepForm.join(values, LuaValue.of(waiting.inProcess)),
                    waiting.setUp);
            if (waiting.generation.child.ask(exchange)) {
                return exchange.answer().minimalCompletionStage();
            }
        }
        var gone = Exchange.Run.bounded(procedure);
        gone.ended(Cause.CLOSED, "run: " + run + " (expected: one that waits for an operation)");
        return gone.answer();
    }

    @Override
    public void drop(long run) {
        Waiting waiting = runs.remove(run);
        if (waiting != null) {
            waiting.generation.drop(waiting.inProcess);
        }
    }

    @Override
    public void interrupt(String reason) {
        Generation generation = processes.current();
        if (generation != null) {
            generation.child.tell(EngineProcedures.INTERRUPT, reason);
            generation.child.endUnlessDone(reason);
        }
    }

    @Override
    public void close() {
        if (processes.close()) {
            runs.clear();
        }
    }

    private static <T> Exchange<T> plain() {
        return new Exchange.Plain<>("", form -> {
            throw new LuaEngineException("never sent");
        });
    }
}
