package io.perigee.remote;

import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** A caller without a peer: notes what is called, and answers with what a function gives. */
final class RecordingCaller implements Caller, RemoteObject {
    final List<String> calls = new ArrayList<>();
    private final BiFunction<String, LuaValues, CompletableFuture<LuaValues>> answer;

    RecordingCaller(BiFunction<String, LuaValues, CompletableFuture<LuaValues>> answer) {
        this.answer = answer;
    }

    static RecordingCaller answering(Object... results) {
        return new RecordingCaller((procedure, args) -> CompletableFuture.completedFuture(LuaValues.from(results)));
    }

    static RecordingCaller echo() {
        return new RecordingCaller((procedure, args) -> CompletableFuture.completedFuture(args));
    }

    static RecordingCaller failing(RuntimeException failure) {
        return new RecordingCaller((procedure, args) -> CompletableFuture.failedFuture(failure));
    }

    @Override
    public LuaValues call(String procedure, Object... args) {
        try {
            return callAsync(procedure, args).join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Override
    public CompletableFuture<LuaValues> callAsync(String procedure, Object... args) {
        LuaValues values = LuaValues.from(args);
        calls.add(procedure + values);
        return answer.apply(procedure, values);
    }

    @Override
    public Caller caller() {
        return this;
    }

    @Override
    public RecordingCaller withTimeout(Duration timeout) {
        return this;
    }

    @Override
    public LuaValues invoke(String method, Object... args) {
        return call(method, args);
    }

    @Override
    public CompletableFuture<LuaValues> invokeAsync(String method, Object... args) {
        return callAsync(method, args);
    }

    @Override
    public String toString() {
        return "nowhere:1999";
    }
}
