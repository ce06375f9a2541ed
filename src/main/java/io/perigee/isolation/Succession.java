package io.perigee.isolation;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one engine, one after another: what is asked for goes to the one that there is, or else waits for the
 * next. Thread-safe; no stage is completed while the monitor is held.
 */
final class Succession {
    static final String CLOSED = "engine: closed";

    /** How many processes in a row may be gone before they can be asked for anything. */
    private static final int MAX_GONE = 3;

    private final ChildKind kind;
    private final ChildPool pool;
    private final Function<Generation, CompletionStage<Generation>> preparation;

    // Guarded by this.
    private final ArrayDeque<Request<?>> requests = new ArrayDeque<>();
    private @Nullable Generation current;
    private boolean starting = true;
    private boolean closed;

    /**
     * Something that a process is to be asked for, whichever there is when its turn comes.
     *
     * @param starts whether a process is started for it
     */
    private record Request<T>(
            Function<Generation, @Nullable Exchange<T>> maker,
            CompletableFuture<T> result,
            Exchange<T> unsent,
            boolean starts) {
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
        start(0);
    }

    /**
     * Asks the process that there is, or the next one.
     *
     * @param unsent tells how the stage ends if no process is ever asked
     * @param maker gives null if there is nothing to wait for
     */
    <T> CompletableFuture<T> request(Exchange<T> unsent, Function<Generation, @Nullable Exchange<T>> maker) {
        var request = new Request<>(maker, unsent.answer(), unsent, true);
        submit(request);
        return request.result;
    }

    /** Tells the process that there is, or that is on its way, in its turn; the one after that need not know. */
    void tell(Consumer<Generation> told) {
        Exchange<Void> unsent = new Exchange.Plain<>("", form -> null);
        submit(new Request<>(
                generation -> {
                    told.accept(generation);
                    return null;
                },
                unsent.answer(),
                unsent,
                false));
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
            if (!over && generation == null && (starting || request.starts)) {
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
            start(0);
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

    /**
     * @param goneBefore how many in a row were gone before they could be asked for anything
     */
    private void start(int goneBefore) {
        pool.take(kind).thenCompose(this::prepare).whenComplete((generation, failure) -> {
            if (failure == null) {
                adopt(generation, goneBefore);
            } else {
                failStart(failure);
            }
        });
    }

    private CompletionStage<Generation> prepare(Child child) {
        return preparation.apply(new Generation(child)).whenComplete((generation, failure) -> {
            if (failure != null) {
                child.end(
                        Cause.CLOSED,
                        "not prepared: " + Exchange.unwrap(failure).getMessage());
            }
        });
    }

    private void adopt(Generation generation, int goneBefore) {
        while (!isClosed()) {
            if (generation.child.isGone()) {
                startAgain(goneBefore + 1);
                return;
            }
            List<Request<?>> batch;
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
        if (isClosed()) {
            generation.child.end(Cause.CLOSED, CLOSED);
        }
    }

    private void startAgain(int gone) {
        if (gone < MAX_GONE) {
            start(gone);
        } else {
            failStart(new LuaEngineException("process of the engine: gone at once, " + gone + " times in a row"));
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void failStart(Throwable failure) {
        String reason = Exchange.unwrap(failure).getMessage();
        List<Request<?>> left;
        synchronized (this) {
            starting = false;
            left = new ArrayList<>(requests);
            requests.clear();
        }
        left.forEach(request -> request.fail("engine: not started: " + reason));
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
