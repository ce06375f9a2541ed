package io.perigee.lua.luajava;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.ObjectHome;
import io.perigee.remote.ServingThread;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread that owns a state: opens it, serves requests one after the other, closes it.
 *
 * <p>A platform thread with a large stack, which the library's patterns and the parser need; a daemon, which keeps no
 * program alive.
 */
final class StateThread {
    private final BlockingQueue<LuajavaEngine.Request<?>> requests = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private final Alarm alarm = new Alarm();
    private final ObjectHome home = new ObjectHome();
    private boolean closed;

    /** What wakes the thread to see that the engine is closed. */
    private final LuajavaEngine.Request<Void> last =
            new LuajavaEngine.Request<>(runs -> null, new CompletableFuture<>());

    private StateThread() {}

    private static final class Owner extends Thread implements ServingThread {
        Owner(Runnable task, EngineSettings settings) {
            super(null, task, "perigee-" + settings.name(), settings.stackBytes());
            setDaemon(true);
        }
    }

    /**
     * Starts a thread and waits for its state to be open.
     *
     * @throws LuaEngineException if the state does not open
     */
    static StateThread start(Dialect dialect, EngineSettings settings) {
        var thread = new StateThread();
        var opened = new CompletableFuture<Void>();
        new Owner(() -> thread.run(dialect, settings, opened), settings).start();
        try {
            opened.join();
            return thread;
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof LuaEngineException exception
                    ? exception
                    : new LuaEngineException("engine: " + dialect.id + " does not open: " + cause, cause);
        }
    }

    Alarm alarm() {
        return alarm;
    }

    ObjectHome home() {
        return home;
    }

    /** False if the engine is closed. */
    boolean submit(LuajavaEngine.Request<?> request) {
        synchronized (lock) {
            return !closed && requests.add(request);
        }
    }

    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            requests.add(last);
        }
        alarm.close();
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void run(Dialect dialect, EngineSettings settings, CompletableFuture<Void> opened) {
        LuaState state;
        try {
            state = LuaState.open(dialect, new PreludeSettings(dialect, settings));
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
            return;
        }
        try {
            alarm.open(state.bytesAt(LuaState.FLAG));
            var runs = new Runs(state, alarm, home);
            opened.complete(null);
            serve(runs);
        } catch (RuntimeException | Error e) {
            // Whose request it was has been told; all others are refused.
            opened.completeExceptionally(e);
        } finally {
            alarm.gone();
            state.close();
            refuseAll();
        }
    }

    private void refuseAll() {
        synchronized (lock) {
            closed = true;
        }
        requests.forEach(LuajavaEngine.Request::refuse);
    }

    private void serve(Runs runs) {
        while (true) {
            LuajavaEngine.Request<?> request = next();
            if (isClosed()) {
                request.refuse();
                return;
            }
            request.serve(runs);
        }
    }

    private LuajavaEngine.Request<?> next() {
        while (true) {
            try {
                return requests.take();
            } catch (InterruptedException ignored) {
                // Nobody but `close` ends this thread.
            }
        }
    }
}
