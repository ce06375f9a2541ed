package io.perigee.lua;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Results that somebody waits for; those that are due when their owner ends fail with it. Thread-safe. */
final class DueResults {
    private final String end;
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param end what the results that never come fail with */
    DueResults(String end) {
        this.end = end;
    }

    /** A result that is due from now on. */
    <T> CompletableFuture<T> open() {
        var result = new CompletableFuture<T>();
        Runnable fail = () -> result.completeExceptionally(LuaFailure.of(end));
        ends.add(fail);
        result.whenComplete((value, failure) -> ends.remove(fail));
        if (closed.get()) {
            fail.run();
        }
        return result;
    }

    /** False if it was closed before. */
    boolean close() {
        boolean first = closed.compareAndSet(false, true);
        ends.forEach(Runnable::run);
        return first;
    }
}
