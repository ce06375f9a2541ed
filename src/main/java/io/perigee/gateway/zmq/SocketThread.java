package io.perigee.gateway.zmq;

import io.perigee.remote.ServingThread;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * The one thread that touches the sockets of a context; others hand it tasks.
 *
 * <p>It sleeps in a selector on the channels by which JeroMQ signals to sockets. Tasks wake it by {@link Selector#wakeup},
 * not by a socket of their own: to write to one is to write to a channel, which an interrupt of the thread that happens to
 * call would close for all. Nothing ever interrupts this thread.
 */
final class SocketThread implements Executor {
    private static final Logger log = LoggerFactory.getLogger(SocketThread.class);

    /** What the sockets are for. All of it is called on the thread. */
    interface Work {
        /** Reads and writes all that can be without waiting; called whenever something may have changed. */
        void turn();

        /** Nothing comes any more; called once, with the sockets still open. */
        void end(String reason);

        /** The library has ended, too: it calls nobody any more. Called once. */
        default void ended(String reason) {}
    }

    /**
     * The library counts its signal after it has written it, and believes in none before. Where both share one core, its
     * thread may come to that only when this one sleeps: whoever looks again and again uses up a slice of time first.
     */
    private static final long UNSEEN_NANOS = 10_000;

    /** Looks before it sleeps for that; on a core of its own the other thread needs fewer. */
    private static final int MAX_UNSEEN = 64;

    private final ZMQ.Context context = ZMQ.context(1);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Selector selector;
    private final Thread thread;
    private volatile boolean closing;

    /** How often in a row there was a signal that nothing had been read for. For the thread alone. */
    private int unseen;

    /**
     * @param others wait for what it does, so that it must not wait for others
     */
    SocketThread(String name, boolean others, Work work) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new IllegalStateException("selector: " + e.getMessage(), e);
        }
        context.setUncaughtExceptionHandler((io, e) -> log.error("{}: {}", name, e, e));
        context.setNotificationExceptionHandler((io, e) -> log.debug("{}: {}", name, e, e));
        Runnable run = () -> run(name, work);
        thread = others ? new Serving(run, name) : new Thread(run, name);
        thread.setDaemon(true);
    }

    private static final class Serving extends Thread implements ServingThread {
        Serving(Runnable run, String name) {
            super(run, name);
        }
    }

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs a task on the thread; those that come after the end never run. Does not wait. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** A socket that the thread sleeps on from now on. Called on the thread, or before it starts. */
    ZMQ.Socket open(SocketType type) {
        return context.socket(type);
    }

    /** Called when the socket is bound or connected. */
    void watch(ZMQ.Socket socket) {
        try {
            socket.getFD().register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new IllegalStateException("socket: " + e.getMessage(), e);
        }
    }

    /**
     * Whether there is something to read. The thread may only sleep when this was false, or when what is there is to wait: a
     * signal that was taken does not come again.
     */
    static boolean hasInput(ZMQ.Socket socket) {
        return (socket.getEvents() & ZMQ.Poller.POLLIN) != 0;
    }

    void close(ZMQ.Socket socket) {
        SelectionKey key = socket.getFD().keyFor(selector);
        if (key != null) {
            key.cancel();
        }
        socket.close();
    }

    private void run(String name, Work work) {
        String reason = "closed";
        try {
            while (!closing) {
                woken.set(false);
                runTasks();
                work.turn();
                sleep();
            }
        } catch (RuntimeException | IOException | Error e) {
            log.error("{}: {}", name, e, e);
            reason = name + ": " + e;
        }
        try {
            runTasks();
        } finally {
            end(work, reason);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void sleep() throws IOException {
        if (woken.get() || closing) {
            return;
        }
        try {
            if (selector.selectNow() == 0) {
                unseen = 0;
                // That has also taken the effect of a wake-up, of which the flag still tells.
                if (!woken.get()) {
                    selector.select();
                }
            } else if (++unseen > MAX_UNSEEN) {
                LockSupport.parkNanos(UNSEEN_NANOS);
            }
        } catch (CancelledKeyException e) {
            // A socket that is being closed.
        }
        selector.selectedKeys().clear();
    }

    private void end(Work work, String reason) {
        try {
            work.end(reason);
        } finally {
            try {
                selector.close();
            } catch (IOException e) {
                log.debug("selector: {}", e, e);
            }
            context.term();
            work.ended(reason);
        }
    }

    /** Ends the thread, its sockets and its context; waits for that, unless called on the thread. Idempotent. */
    void close() {
        closing = true;
        wake();
        selector.wakeup();
        if (isCurrent()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what never started. */
    void abandon() {
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("selector: {}", e, e);
        }
        context.term();
    }
}
