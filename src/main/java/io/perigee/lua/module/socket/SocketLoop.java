package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what can be done at once on the thread that asks, and all else on a thread of its own when its socket is ready or
 * its time is up. Thread-safe; it is the lock of its sockets, too, and completes nothing while it is held.
 */
final class SocketLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);
    private static final int SCRATCH_BYTES = 64 << 10;

    /** For what is read: used under the lock. */
    final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    private final String name;
    private final PriorityQueue<Wait> timed =
            new PriorityQueue<>(Comparator.comparingLong((Wait wait) -> wait.deadlineNanos));

    /** What each run waits for; a run does one thing at a time. */
    private final Map<RunContext, Wait> waiting = new HashMap<>();

    /** Runs whose end was asked for, once each. */
    private final Set<RunContext> known = new LinkedHashSet<>();

    private final List<CompletableFuture<LuaValues>> afterNextRound = new ArrayList<>();
    private final long epoch = System.nanoTime();
    private @Nullable Selector selector;
    private boolean closed;

    SocketLoop(String name) {
        this.name = name;
    }

    private long now() {
        return System.nanoTime() - epoch;
    }

    /** Does it now, or when it can be done. */
    CompletionStage<LuaValues> perform(Wait wait) {
        LuaValues results;
        synchronized (this) {
            results = attempt(wait);
            if (results == null && (closed || wait.patience.isNone())) {
                results = closed ? wait.failed(Failures.CLOSED) : wait.expired();
            }
            if (results == null) {
                park(wait);
            }
        }
        if (results != null) {
            return CompletableFuture.completedFuture(results);
        }
        endWithRun(wait.run);
        return wait.done;
    }

    private static @Nullable LuaValues attempt(Wait wait) {
        try {
            return wait.attempt();
        } catch (IOException e) {
            return wait.failed(Failures.text(e));
        }
    }

    private void park(Wait wait) {
        wait.beginNanos = now();
        wait.deadlineNanos = wait.patience.deadlineNanos(wait.beginNanos, wait.beginNanos);
        boolean wake = timed.isEmpty() || wait.deadlineNanos < timed.element().deadlineNanos;
        timed.add(wait);
        waiting.put(wait.run, wait);
        for (Socket socket : wait.sockets()) {
            socket.waits.add(wait);
        }
        Selector started = start();
        for (Socket socket : wait.sockets()) {
            wake |= register(socket, started);
        }
        if (wake) {
            started.wakeup();
        }
    }

    private static boolean register(Socket socket, Selector selector) {
        try {
            return socket.register(selector);
        } catch (IOException e) {
            return false; // Closed meanwhile: whoever closed it ends what waits for it.
        }
    }

    /** What a socket wants to hear of may be other than before; call after what changes that. */
    void changed(Socket socket) {
        if (selector != null && !closed && register(socket, selector)) {
            selector.wakeup();
        }
    }

    /** Ends what waits for a socket, which is being closed. */
    void release(Socket socket, List<Runnable> endings) {
        for (Wait wait : List.copyOf(socket.waits)) {
            forget(wait);
            LuaValues results = wait.failed(Failures.CLOSED);
            endings.add(() -> wait.done.complete(results));
        }
    }

    /** Completes once the selector has let go of channels that were closed: only then their ports are free. */
    CompletionStage<LuaValues> afterNextRound(LuaValues results) {
        synchronized (this) {
            if (selector != null && !closed) {
                var round = new CompletableFuture<LuaValues>();
                afterNextRound.add(round);
                selector.wakeup();
                return round.thenApply(none -> results);
            }
        }
        return CompletableFuture.completedFuture(results);
    }

    private void forget(Wait wait) {
        timed.remove(wait);
        waiting.remove(wait.run, wait);
        for (Socket socket : wait.sockets()) {
            socket.waits.remove(wait);
        }
    }

    /** What a run still waits for when it has ended fails: its script does not hear of it, but who gave it a socket. */
    private void endWithRun(RunContext run) {
        synchronized (this) {
            if (!known.add(run)) {
                return;
            }
        }
        run.ended().whenComplete((none, failure) -> {
            Wait left;
            LuaValues results;
            synchronized (this) {
                known.remove(run);
                left = waiting.get(run);
                if (left == null) {
                    return;
                }
                forget(left);
                results = left.failed(Failures.CLOSED);
            }
            left.done.complete(results);
        });
    }

    private Selector start() {
        Selector started = selector;
        if (started == null) {
            try {
                started = Selector.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            selector = started;
            Selector own = started;
            var thread = new Thread(() -> loop(own), name);
            thread.setDaemon(true);
            thread.start();
        }
        return started;
    }

    private void loop(Selector own) {
        var endings = new ArrayList<Runnable>();
        try (own) {
            while (true) {
                long patience;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    patience = timed.isEmpty() ? Long.MAX_VALUE : timed.element().deadlineNanos - now();
                }
                round(own, patience, endings);
                endings.forEach(Runnable::run);
                endings.clear();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("{}: the loop of a host's sockets ends: {}", name, e.toString(), e);
            close(); // Whatever waits must not wait for ever.
        }
    }

    private void round(Selector own, long patienceNanos, List<Runnable> endings) throws IOException {
        if (patienceNanos == Long.MAX_VALUE) {
            own.select();
        } else if (patienceNanos <= 0) {
            own.selectNow();
        } else {
            // A millisecond more, as the rest of one is cut off.
            own.select(TimeUnit.NANOSECONDS.toMillis(patienceNanos) + 1);
        }
        synchronized (this) {
            for (var round : afterNextRound) {
                endings.add(() -> round.complete(LuaValues.empty()));
            }
            afterNextRound.clear();
            for (var key : own.selectedKeys()) {
                if (key.isValid() && key.attachment() instanceof Socket socket) {
                    socket.ready(key.readyOps());
                    serve(socket, endings);
                }
            }
            own.selectedKeys().clear();
            expire(endings);
        }
    }

    private void serve(Socket socket, List<Runnable> endings) {
        for (Wait wait : List.copyOf(socket.waits)) {
            if (socket.waits.contains(wait)) {
                proceed(wait, endings);
            }
        }
        if (selector != null) {
            register(socket, selector);
        }
    }

    private void proceed(Wait wait, List<Runnable> endings) {
        LuaValues results;
        try {
            results = attempt(wait);
        } catch (RuntimeException | OutOfMemoryError e) { // What it has collected may have become too much.
            forget(wait);
            endings.add(() -> wait.done.completeExceptionally(e));
            return;
        }
        if (results != null) {
            forget(wait);
            endings.add(() -> wait.done.complete(results));
            return;
        }
        long deadline = wait.patience.deadlineNanos(wait.beginNanos, now());
        if (deadline != wait.deadlineNanos) {
            timed.remove(wait);
            wait.deadlineNanos = deadline;
            timed.add(wait);
        }
    }

    private void expire(List<Runnable> endings) {
        long now = now();
        while (!timed.isEmpty() && timed.element().deadlineNanos <= now) {
            Wait wait = timed.element();
            forget(wait);
            LuaValues results = wait.expired();
            endings.add(() -> wait.done.complete(results));
        }
    }

    /** Ends the thread, and what waits. */
    @Override
    public void close() {
        var left = new ArrayList<Runnable>();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            for (Wait wait : timed) {
                LuaValues results = wait.failed(Failures.CLOSED);
                left.add(() -> wait.done.complete(results));
            }
            for (var round : afterNextRound) {
                left.add(() -> round.complete(LuaValues.empty()));
            }
            timed.clear();
            waiting.clear();
            known.clear();
            if (selector != null) {
                selector.wakeup();
            }
        }
        left.forEach(Runnable::run);
    }
}
