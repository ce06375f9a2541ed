package io.perigee.lua;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What one connection has of a Lua state. */
final class LuaSession implements ScriptSession {
    private static final LuaString RUN_EXEC = LuaString.of(WellKnown.RUN_EXEC);
    private static final LuaString INVOKE = LuaString.of(WellKnown.INVOKE);

    private final CompletableFuture<Place> place;
    private final LuaEngineProvider provider;
    private final LuaPolicy policy;
    private final Budget budget;
    private final ScriptLog log;
    private final Runnable onClose;

    private final Map<Integer, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger reserved = new AtomicInteger();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final DueResults due = new DueResults("lua: the connection ended");

    /** What came before the place was ready; null when that has been begun. Guarded by this. */
    private @Nullable List<Runnable> early = new ArrayList<>();

    /**
     * Where the session is.
     *
     * @param hidden what its peer does not reach
     */
    private record Place(HostedState state, int environment, HiddenNames hidden) {}

    private record Upload(long function, String hash) {}

    private LuaSession(
            CompletableFuture<Place> place,
            LuaEngineProvider provider,
            LuaPolicy policy,
            Budget budget,
            ScriptLog log,
            Runnable onClose) {
        this.place = place;
        this.provider = provider;
        this.policy = policy;
        this.budget = budget;
        this.log = log;
        this.onClose = onClose;
    }

    /**
     * A session for a peer: it sees what code that it may upload would see, or else what the start-up script has made
     * and nothing of Lua's own.
     */
    static LuaSession forPeer(
            CompletableFuture<HostedState> state,
            LuaEngineProvider provider,
            LuaPolicy policy,
            ScriptLog log,
            Runnable onClose) {
        CompletableFuture<Place> place = state.thenCompose(opened -> policy.upload()
                ? opened.engine().newEnvironment().thenApply(number -> new Place(opened, number, HiddenNames.NONE))
                : opened.hiddenNames().thenApply(hidden -> new Place(opened, LuaEngine.SHARED, hidden)));
        var session = new LuaSession(place, provider, policy, policy.budget(), log, onClose);
        place.whenComplete((ready, failure) -> session.startEarly());
        return session;
    }

    /** A session for the owner of the state: it is where the start-up script is, and has no limits. */
    static LuaSession forOwner(HostedState state, ScriptLog log) {
        var everything = new LuaPolicy(
                true, true, true, 0, LuaPolicy.OFF.deadline(), 0, Integer.MAX_VALUE, LuaPolicy.OFF.libraries());
        var session = new LuaSession(
                CompletableFuture.completedFuture(new Place(state, LuaEngine.SHARED, HiddenNames.NONE)),
                state.engine().provider(),
                everything,
                Budget.NONE,
                log,
                () -> {});
        session.startEarly();
        return session;
    }

    @Override
    public CompletableFuture<LuaValues> eval(LuaString path) {
        return track((there, owner) -> there.hidden.contains(path)
                ? CompletableFuture.completedFuture(LuaValues.of(LuaValue.nil()))
                : there.state.eval(there.environment, path).thenApply(Step.Done::results));
    }

    @Override
    public CompletableFuture<LuaValues> call(LuaString path, LuaValues arguments, @Nullable CallContext call) {
        return track((there, owner) -> there.hidden.contains(path)
                ? CompletableFuture.failedFuture(LuaFailure.of(Reason.NO_SUCH_PROCEDURE))
                : run(there, path, there.state.target(path), arguments, call, owner)
                        .thenApply(Step.Done::results));
    }

    @Override
    public CompletableFuture<LuaValues> build(LuaValue chunk) {
        String hash = ScriptLog.NO_CODE;
        try {
            Chunk code = Chunk.of(chunk);
            hash = code.hash();
            code.check(policy, provider);
            reserve();
            return build(code);
        } catch (LuaFailure e) {
            log.refused(hash, e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<LuaValues> build(Chunk code) {
        return track((there, owner) -> there.state
                        .engine()
                        .load(there.environment, code.code(), Chunk.NAME)
                        .thenApply(function -> keep(function, code.hash()))
                        .toCompletableFuture())
                .whenComplete((number, failure) -> {
                    if (failure != null) {
                        reserved.decrementAndGet();
                        log.refused(code.hash(), LuaFailure.of(failure));
                    }
                });
    }

    private void reserve() {
        if (reserved.incrementAndGet() > policy.functions()) {
            reserved.decrementAndGet();
            throw LuaFailure.of("newexec: one more function (expected: <= " + policy.functions() + ")");
        }
    }

    private LuaValues keep(long function, String hash) {
        int number = lastNumber.incrementAndGet();
        uploads.put(number, new Upload(function, hash));
        log.uploaded(hash);
        return LuaValues.of(LuaValue.of(number));
    }

    @Override
    public CompletableFuture<LuaValues> run(LuaValue number, LuaValues arguments, @Nullable CallContext call) {
        Upload upload = upload(number);
        if (upload == null) {
            return CompletableFuture.failedFuture(LuaFailure.of("Undefined exec call"));
        }
        long startNanos = System.nanoTime();
        return track(
                (there, owner) -> run(there, RUN_EXEC, new Target.Function(upload.function), arguments, call, owner)
                        .whenComplete((done, failure) -> log.ran(upload.hash, startNanos, done, failure))
                        .thenApply(Step.Done::results));
    }

    @Override
    public CompletableFuture<LuaValues> invoke(
            RemoteObject object, LuaString method, LuaValues arguments, @Nullable CallContext call) {
        return track((there, owner) -> there.state.owns(object)
                ? run(
                                there,
                                INVOKE,
                                there.state.method(),
                                HostedState.prepend(arguments, object.toLua(), method),
                                call,
                                owner)
                        .thenApply(Step.Done::results)
                : object.invokeAsync(method.toString(), arguments.toList().toArray()));
    }

    private @Nullable Upload upload(LuaValue number) {
        if (!(number instanceof LuaNumber found)) {
            return null;
        }
        double value = found.doubleValue();
        return value == (int) value ? uploads.get((int) value) : null;
    }

    /** @param owner when it ends, so does the run */
    private CompletableFuture<Step.Done> run(
            Place there,
            LuaString name,
            Target target,
            LuaValues arguments,
            @Nullable CallContext call,
            CompletableFuture<?> owner) {
        CompletableFuture<Step.Done> run = call == null
                ? there.state.run(there.environment, target, arguments, budget, null)
                : there.state.answer(there.environment, name, target, arguments, budget, call);
        owner.whenComplete((values, failure) -> {
            if (failure != null) {
                run.completeExceptionally(failure);
            }
        });
        return run;
    }

    /** Begins something where the session is, after all that was begun before; it ends with the session. */
    private CompletableFuture<LuaValues> track(
            BiFunction<Place, CompletableFuture<?>, CompletableFuture<LuaValues>> begin) {
        CompletableFuture<LuaValues> result = due.open();
        Runnable start = () -> start(begin, result);
        synchronized (this) {
            if (early != null) {
                early.add(start);
                return result;
            }
        }
        start.run();
        return result;
    }

    private void start(
            BiFunction<Place, CompletableFuture<?>, CompletableFuture<LuaValues>> begin,
            CompletableFuture<LuaValues> result) {
        if (result.isDone()) {
            // The session ended before it was ready.
            return;
        }
        place.thenCompose(there -> begin.apply(there, result)).whenComplete((values, failure) -> {
            if (failure == null) {
                result.complete(values);
            } else {
                result.completeExceptionally(LuaFailure.of(failure));
            }
        });
    }

    /** Begins what came while the place was made ready, in the order in which it came. */
    private void startEarly() {
        while (true) {
            List<Runnable> batch;
            synchronized (this) {
                if (early == null || early.isEmpty()) {
                    early = null;
                    return;
                }
                batch = early;
                early = new ArrayList<>();
            }
            batch.forEach(Runnable::run);
        }
    }

    @Override
    public void close() {
        if (!due.close()) {
            return;
        }
        place.thenAccept(there -> {
            if (there.environment != LuaEngine.SHARED) {
                there.state.engine().dropEnvironment(there.environment);
            }
        });
        onClose.run();
    }
}
