package io.perigee.lua.luajava;

import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How other threads end what runs: by a byte in the memory of a string that the prelude holds, which its hook looks at.
 *
 * <p>Lua moves no string, and frees none that is held. The string is compared with no other, so that nobody sees that
 * its content changes; and a byte is written whole. No call into Lua could do this: while a state runs, it belongs to
 * its thread.
 *
 * <p>Deadlines ring by the clock of the wall: Lua's own counts the time of all threads together, or whole seconds.
 */
final class Alarm {
    static final long NO_DEADLINE = 0;

    private static final byte QUIET = '0';
    private static final byte DEADLINE = '1';
    private static final byte INTERRUPT = '2';

    private @Nullable ByteBuffer flag;
    private boolean running;
    private boolean isRinging;
    private boolean closed;
    private String reason = "";

    /** What runs, or is about to, is a step for this. */
    private @Nullable Object owner;

    private boolean isCancelled;

    /** Of what runs, by {@link System#nanoTime}; says nothing without {@link #isLimited}. */
    private long due;

    private boolean isLimited;

    /** When the next look at the deadline is due; says nothing without {@link #isWatched}. */
    private long watchedFor;

    private boolean isWatched;

    synchronized void open(ByteBuffer memory) {
        flag = memory;
    }

    /** The state is about to be freed. */
    synchronized void gone() {
        flag = null;
    }

    /** What runs next is a step for an owner. */
    synchronized void serve(Object next) {
        owner = next;
        isCancelled = false;
    }

    /** Lua begins to run, for so many nanoseconds at most. */
    synchronized void begin(long nanos) {
        running = true;
        isLimited = nanos != NO_DEADLINE;
        raise(closed || isCancelled ? INTERRUPT : QUIET);
        if (isLimited) {
            due = System.nanoTime() + nanos;
            if (!isWatched || due - watchedFor < 0) {
                watch(nanos);
            }
        }
    }

    /** Lua runs no more, and what it returned is read. */
    synchronized void end() {
        running = false;
        raise(closed ? INTERRUPT : QUIET);
    }

    /** True if the deadline of what runs is over, or it was interrupted. */
    synchronized boolean hasRung() {
        return isRinging;
    }

    /** What is left of the time that {@link #begin} was given, at least 1; or {@link #NO_DEADLINE}. */
    synchronized long nanosLeft() {
        return isLimited ? Math.max(1, due - System.nanoTime()) : NO_DEADLINE;
    }

    synchronized void interrupt(String why) {
        if (running) {
            reason = why;
            raise(INTERRUPT);
        }
    }

    /** Ends the step for an owner, if that is what runs or is about to. */
    synchronized void cancel(Object whose) {
        if (owner == whose) {
            isCancelled = true;
            interrupt("cancelled");
        }
    }

    synchronized void close() {
        closed = true;
        reason = "engine closed";
        raise(INTERRUPT);
    }

    /** Why the last run that was interrupted was. */
    synchronized String reason() {
        return reason;
    }

    private void raise(byte signal) {
        ByteBuffer memory = flag;
        if (memory != null) {
            memory.put(0, signal);
            isRinging = signal != QUIET;
        }
    }

    /** One look for many short runs: it moves on to the deadline of whatever runs then. */
    private void watch(long nanos) {
        isWatched = true;
        watchedFor = due;
        Clock.SHARED.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        isWatched = false;
        if (!running || !isLimited) {
            return;
        }
        long left = due - System.nanoTime();
        if (left > 0) {
            watch(left);
        } else {
            raise(DEADLINE);
        }
    }

    private static final class Clock {
        static final ScheduledThreadPoolExecutor SHARED = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "perigee-lua-deadlines");
            thread.setDaemon(true);
            return thread;
        });
    }
}
