package io.perigee.isolation;

import io.perigee.lua.engine.Step.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one engine, one after another: what is asked for goes to the one that there is, or else waits for the
 * next. Thread-safe; no stage is completed while the monitor is held.
 */
final class Succession {
    static final String CLOSED = "engine: closed";

    private final ChildKind kind;
    private final ChildPool pool;
    private final Function<Generation, CompletionStage<Generation>> preparation;

    // Guarded by this.
    private final ArrayDeque<Request<?>> requests = new ArrayDeque<>();
    private @Nullable Generation current;
    private boolean starting = true;
    private boolean closed;

    /** Something that a process is to be asked for, whichever there is when its turn comes. */
    private record Request<T>(
            Function<Generation, @Nullable Exchange<T>> maker, CompletableFuture<T> result, Exchange<T> unsent) {
        void fail(String reason) {
            unsent.ended(Cause.CLOSED, reason);
        }
    }

    /**
     * @param preparation does in a fresh process what was done in those before it
     */
    Succession(ChildKind kind, ChildPool pool, Function<Generation, CompletionStage<Generation>> preparation) {
        this.kind = kind;
        this.pool = pool;
        this.preparation = preparation;
        start();
    }

    /**
     * Asks the process that there is, or the next one.
     *
     * @param unsent tells how the stage ends if no process is ever asked
     * @param maker gives null if there is nothing to wait for
     */
    <T> CompletableFuture<T> request(Exchange<T> unsent, Function<Generation, @Nullable Exchange<T>> maker) {
        var request = new Request<>(maker, unsent.answer(), unsent);
        submit(request);
        return request.result;
    }

    /** The process that there is; null while there is none. */
    synchronized @Nullable Generation current() {
        return current;
    }

    private void submit(Request<?> request) {
        Generation generation;
        boolean start = false;
        boolean over;
        synchronized (this) {
            over = closed;
            generation = current;
            if (generation != null && generation.child.isGone()) {
                current = null;
                generation = null;
            }
            if (!over && generation == null) {
                requests.add(request);
                start = !starting;
                starting = true;
            }
        }
        if (over) {
            request.fail(CLOSED);
        } else if (generation != null) {
            begin(request, generation);
        } else if (start) {
            start();
        }
    }

    private <T> void begin(Request<T> request, Generation generation) {
        Exchange<T> exchange = request.maker.apply(generation);
        if (exchange == null) {
            return;
        }
        exchange.answer().whenComplete((value, failure) -> {
            if (failure == null) {
                request.result.complete(value);
            } else {
                request.result.completeExceptionally(failure);
            }
        });
        if (!generation.child.ask(exchange)) {
            // It went away a moment ago, and has done nothing of this.
            submit(request);
        }
    }

    private void start() {
        pool.take(kind)
                .thenCompose(this::prepare)
                .whenComplete((generation, failure) -> {
                    if (failure == null) {
                        adopt(generation);
                    } else {
                        failStart(failure);
                    }
                });
    }

    private CompletionStage<Generation> prepare(Child child) {
        return preparation.apply(new Generation(child)).whenComplete((generation, failure) -> {
            if (failure != null) {
                child.end(Cause.CLOSED, "not prepared: " + failure.getMessage());
            }
        });
    }

    private void adopt(Generation generation) {
        while (true) {
            List<Request<?>> batch;
            if (generation.child.isGone()) {
                start();
                return;
            }
            synchronized (this) {
                if (closed || requests.isEmpty()) {
                    starting = false;
                    current = generation;
                    break;
                }
                batch = new ArrayList<>(requests);
                requests.clear();
            }
            batch.forEach(request -> begin(request, generation));
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = closed;
        }
        if (unwanted) {
            generation.child.end(Cause.CLOSED, CLOSED);
        }
    }

    private void failStart(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        List<Request<?>> left;
        synchronized (this) {
            starting = false;
            left = new ArrayList<>(requests);
            requests.clear();
        }
        left.forEach(request -> request.fail("engine: not started: " + cause.getMessage()));
    }

    /** Ends the process, and what waits for one; false if that was done before. */
    boolean close() {
        Generation generation;
        List<Request<?>> left;
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            generation = current;
            left = new ArrayList<>(requests);
            requests.clear();
        }
        if (generation != null) {
            generation.child.end(Cause.CLOSED, CLOSED);
        }
        left.forEach(request -> request.fail(CLOSED));
        return true;
    }
}
