package io.perigee.isolation;

import io.netty.channel.EventLoop;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.peer.PeerConnection;
import io.perigee.remote.Caller;
import io.perigee.remote.Nanos;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with an open engine, and what it was asked for.
 *
 * <p>The process works on one thing after the other, in the order in which it was asked. So the oldest of what is due is
 * what it works on, and its time begins when that before it is answered. Whoever takes longer than that is ended with the
 * whole process, whatever the process itself has to say.
 */
final class Child {
    /** Beyond its deadline, for the engine in the process to end it and say how far it came. */
    private static final double GRACE = 0.1;

    /** As good as none. */
    private static final long LONGEST_NANOS = Duration.ofDays(365).toNanos();

    private static final Duration PARTING = Duration.ofMillis(300);

    /** For a process that closed its connection to end, and so tell why; it may have a lot of memory to give back. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final ChildProcess process;
    private final PeerConnection connection;
    private final Caller caller;
    private final EventLoop loop;

    // Guarded by this; no stage is completed inside.
    private final ArrayDeque<Exchange<?>> due = new ArrayDeque<>();

    /** Sent on the loop alone: what is asked there would overtake what others have handed over to it. */
    private final ArrayDeque<Runnable> unsent = new ArrayDeque<>();

    private long workingSinceNanos;
    private long nextLookNanos;
    private boolean looking;

    /** Its connection is closed: nothing can be asked any more. */
    private boolean lost;

    /** What was due has ended. */
    private boolean gone;

    /**
     * @param connection with the process
     */
    Child(ChildProcess process, PeerConnection connection) {
        this.process = process;
        this.connection = connection;
        caller = connection.caller().withTimeout(Duration.ZERO);
        loop = connection.eventLoop();
        connection.closed().thenRun(this::lost);
    }

    synchronized boolean isGone() {
        return lost || gone;
    }

    long pid() {
        return process.pid();
    }

    /** Asks for something; what is asked for first is done first. False if the process is gone, and nothing was asked. */
    boolean ask(Exchange<?> exchange) {
        synchronized (this) {
            if (isGone()) {
                return false;
            }
            due.add(exchange);
            if (due.size() == 1) {
                begin(exchange);
            }
            unsent.add(() -> call(exchange));
        }
        onLoop(this::send);
        return true;
    }

    /** Tells it something that nobody waits for. */
    void tell(String procedure, Object... arguments) {
        synchronized (this) {
            unsent.add(() -> caller.callAsync(procedure, arguments));
        }
        onLoop(this::send);
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private void send() {
        for (Runnable call = nextUnsent(); call != null; call = nextUnsent()) {
            call.run();
        }
    }

    private synchronized @Nullable Runnable nextUnsent() {
        return unsent.poll();
    }

    private void call(Exchange<?> exchange) {
        caller.callAsync(exchange.procedure, exchange.arguments)
                .whenComplete((results, failure) -> answered(exchange, results, failure));
    }

    private void answered(Exchange<?> exchange, @Nullable LuaValues results, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Exchange.unwrap(failure);
        if (cause instanceof RpcConnectionException) {
            // The connection is lost; why, the process will tell.
            return;
        }
        synchronized (this) {
            boolean working = due.peek() == exchange;
            if (!due.remove(exchange)) {
                return;
            }
            Exchange<?> following = due.peek();
            exchange.tookNanos = working ? System.nanoTime() - workingSinceNanos : 0;
            if (working && following != null) {
                begin(following);
            }
        }
        if (results != null) {
            exchange.answered(results);
        } else if (cause instanceof RemoteErrorException refused && refused.reason() == Reason.RAISED) {
            exchange.ended(Cause.CLOSED, StepForm.text(refused.error()));
        } else {
            exchange.ended(Cause.NOT_SERIALIZABLE, "values: " + (cause == null ? "none" : cause.getMessage()));
        }
    }

    // The deadline of what the process works on. One look is under way at a time, unless an earlier one is needed.

    private void begin(Exchange<?> exchange) {
        workingSinceNanos = System.nanoTime();
        if (!exchange.deadline.isZero()) {
            lookAt(workingSinceNanos + allowedNanos(exchange));
        }
    }

    private static long allowedNanos(Exchange<?> exchange) {
        long nanos = Math.min(Nanos.of(exchange.deadline), LONGEST_NANOS);
        return nanos + (long) (nanos * GRACE);
    }

    private void lookAt(long nanos) {
        if (looking && nanos - nextLookNanos >= 0) {
            return;
        }
        looking = true;
        nextLookNanos = nanos;
        Clock.schedule(() -> look(nanos), nanos - System.nanoTime());
    }

    private void look(long planned) {
        Exchange<?> working;
        synchronized (this) {
            if (nextLookNanos != planned) {
                // An earlier one has taken its place.
                return;
            }
            looking = false;
            working = due.peek();
            if (working == null || working.deadline.isZero()) {
                return;
            }
            long end = workingSinceNanos + allowedNanos(working);
            if (end - System.nanoTime() > 0) {
                lookAt(end);
                return;
            }
        }
        end(Cause.BUDGET, "time: used up", working);
    }

    /** Ends what it works on now if that is still going on a while later. */
    void endUnlessDone(String reason) {
        Exchange<?> working;
        synchronized (this) {
            working = due.peek();
        }
        if (working != null) {
            Clock.schedule(() -> end(Cause.INTERRUPTED, reason, working), PARTING.toNanos());
        }
    }

    /** The process went away by itself, or is about to: it is given a moment to tell why. */
    private void lost() {
        synchronized (this) {
            lost = true;
        }
        process.ending()
                .copy()
                .completeOnTimeout(
                        new Ending(Cause.CLOSED, "process of the engine: closed its connection"),
                        LAST_WORDS.toMillis(),
                        TimeUnit.MILLISECONDS)
                .thenAccept(ending -> end(ending.cause(), ending.text()));
    }

    /** Ends the process, and every stage that is due: with this cause that which it worked on, the others as closed. */
    void end(Cause cause, String reason) {
        end(cause, reason, null);
    }

    /** @param worksOn what it is ended for, if it still works on that; null whatever it works on */
    private void end(Cause cause, String reason, @Nullable Exchange<?> worksOn) {
        List<Exchange<?>> left;
        synchronized (this) {
            if (gone || (worksOn != null && due.peek() != worksOn)) {
                return;
            }
            gone = true;
            left = new ArrayList<>(due);
            due.clear();
        }
        process.kill();
        connection.close(reason);
        // What follows must not hold up the deadlines of others, whose thread this may be.
        onLoop(() -> {
            for (int i = 0; i < left.size(); i++) {
                left.get(i).ended(i == 0 ? cause : Cause.CLOSED, reason);
            }
        });
    }
}
