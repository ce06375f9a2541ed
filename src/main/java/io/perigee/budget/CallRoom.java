package io.perigee.budget;

import io.perigee.budget.Waiter.Invitation;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Room for the calls that run on all connections of a server, and the connections that wait for it. Thread-safe.
 *
 * <p>Where nobody waits it takes no lock. Where some do, one is told when there is room for it, and room for a call is kept
 * until it has been there; whoever has been there, or leaves, has the next one told. And each line is in such an order that
 * where the first has no room nobody behind it has. So whenever one could go on, somebody is on the way who sees to it, and
 * nobody is forgotten however events fall together.
 */
final class CallRoom {
    /** What a connection may have, on which calls run already, of the room that is left for calls. */
    private static final int LEFT_PART = 2;

    private final int maxCalls;
    private final long maxBytes;
    private final BooleanSupplier roomForAnswers;

    private final AtomicInteger running = new AtomicInteger();

    /** Connections on which some of them run. */
    private final AtomicInteger busy = new AtomicInteger();

    private final AtomicLong arguments = new AtomicLong();

    /** Those on which nothing runs: newcomers wait behind them. */
    private final Line waiting = new Line(Comparator.comparingInt(waiter -> 0));

    /** Those that have room for some calls, and would have it for more; who has the fewest is first. */
    private final Line waitingForMore = new Line(Comparator.comparingInt(waiter -> waiter.calls));

    /**
     * Those whose arguments are too large for what is left of the memory; who needs the least is first. Nobody else is to
     * wait for that: what somebody else sent large would hold up what is small.
     */
    private final Line waitingForBytes = new Line(Comparator.comparingLong(waiter -> waiter.bytes));

    /** Those whose calls take no room, while the server lets no more answers wait for peers. */
    private final Line waitingForAnswers = new Line(Comparator.comparingInt(waiter -> 0));

    private final List<Line> lines = List.of(waiting, waitingForMore, waitingForBytes, waitingForAnswers);

    private long tickets;
    private int invited;

    /** True while somebody waits, or is on the way. */
    private volatile boolean contended;

    /**
     * @param maxBytes what the arguments of all may take, but one call may run whatever its own take, and others beside it
     *     whose arguments are not worth counting
     * @param roomForAnswers whether the server lets more wait for peers: no call is begun otherwise
     */
    CallRoom(int maxCalls, long maxBytes, BooleanSupplier roomForAnswers) {
        this.maxCalls = maxCalls;
        this.maxBytes = maxBytes;
        this.roomForAnswers = roomForAnswers;
    }

    /** On so many more connections some calls run. */
    void busy(int connections) {
        if (connections != 0) {
            busy.addAndGet(connections);
        }
    }

    /** So many more calls run, whose arguments take so many bytes. */
    void running(int calls, long bytes) {
        if (calls != 0) {
            running.addAndGet(calls);
        }
        if (bytes != 0) {
            arguments.addAndGet(bytes);
        }
        if (calls < 0 || bytes < 0) {
            wake();
        }
    }

    /**
     * True if one more call may run on a connection.
     *
     * <p>A connection on which some run already may have half of what is left, and as many as all others and one that
     * comes could have as well: where others take all that they are given, some is left for those that have nothing.
     *
     * <p>Who finds others waiting waits behind them, also for the room of a call of its own that has just ended: else those
     * that run would keep it among themselves.
     *
     * @param waiter null if it has never waited
     * @param calls that run on the connection
     * @param untoldCalls as many of them are not counted yet
     * @param untoldBytes what the arguments take that are not counted yet, those of the one more among them
     */
    boolean isFor(@Nullable Waiter waiter, int calls, int untoldCalls, long untoldBytes) {
        return contended
                ? isInTurnFor(waiter, calls, untoldCalls, untoldBytes)
                : isRoom(calls, untoldCalls, untoldBytes, 0);
    }

    private boolean isInTurnFor(@Nullable Waiter waiter, int calls, int untoldCalls, long untoldBytes) {
        boolean wasInLine;
        synchronized (this) {
            int keptForOthers = invited - (waiter == null || waiter.invitation == Invitation.NONE ? 0 : 1);
            if (!isTurnOf(waiter) || !isRoom(calls, untoldCalls, untoldBytes, keptForOthers)) {
                return false;
            }
            wasInLine = goesOn(waiter);
        }
        if (wasInLine) {
            // It came by itself, and whoever was behind it may have room as well.
            wake();
        }
        return true;
    }

    /** As {@link #isFor}, for a call that takes no room. */
    boolean isForAnswer(@Nullable Waiter waiter) {
        if (!roomForAnswers.getAsBoolean()) {
            return false;
        }
        if (contended && goesOnNow(waiter)) {
            wake();
        }
        return true;
    }

    private synchronized boolean goesOnNow(@Nullable Waiter waiter) {
        return goesOn(waiter);
    }

    /** The call of a connection begins that was waited with; true if it was in a line. */
    private boolean goesOn(@Nullable Waiter waiter) {
        if (waiter == null) {
            return false;
        }
        if (waiter.invitation == Invitation.TOLD) {
            waiter.invitation = Invitation.USED;
        }
        boolean wasInLine = waiter.line != null;
        moveTo(null, waiter);
        waiter.ticket = 0;
        return wasInLine;
    }

    private boolean isTurnOf(@Nullable Waiter waiter) {
        Waiter first = waiting.first();
        return first == null || first == waiter || (waiter != null && waiter.invitation == Invitation.TOLD);
    }

    /** @param kept for others, who have been told to come */
    private boolean isRoom(int calls, int untoldCalls, long untoldBytes, int kept) {
        int left = maxCalls - running.get() - untoldCalls - kept;
        boolean mayHaveMore = calls == 0 ? left > 0 : calls < Math.min(left / LEFT_PART, equalPart());
        return mayHaveMore && fits(untoldBytes) && roomForAnswers.getAsBoolean();
    }

    private int equalPart() {
        return maxCalls / (busy.get() + 1);
    }

    private boolean fits(long bytes) {
        long taken = arguments.get();
        return bytes == 0 || taken == 0 || taken + bytes <= maxBytes;
    }

    /**
     * A connection waits from now on. All that runs on it must be counted, and the caller looks once more whether there is
     * room: what ended in between has woken nobody. If there is none, {@link #wake} is to follow.
     *
     * @param calls that run on it
     * @param bytes what the arguments of the one take that waits
     * @return false if it has waited before, and has kept its place
     */
    synchronized boolean await(Waiter waiter, int calls, long bytes) {
        Line unlessForBytes = calls == 0 ? waiting : waitingForMore;
        return enter(fits(bytes) ? unlessForBytes : waitingForBytes, waiter, calls, bytes);
    }

    /** As {@link #await}, with a call that takes no room. */
    synchronized boolean awaitAnswers(Waiter waiter) {
        return enter(waitingForAnswers, waiter, 0, 0);
    }

    private boolean enter(Line line, Waiter waiter, int calls, long bytes) {
        if (waiter.line != null) {
            waiter.line.remove(waiter);
            waiter.line = null;
        }
        boolean begins = waiter.ticket == 0;
        if (begins) {
            waiter.ticket = ++tickets;
        }
        waiter.calls = calls;
        waiter.bytes = bytes;
        moveTo(line, waiter);
        return begins;
    }

    /** A connection has ended: it waits no more, and leaves those that stay a larger part. */
    void left(@Nullable Waiter waiter) {
        if (waiter != null) {
            synchronized (this) {
                moveTo(null, waiter);
            }
        }
        wake();
    }

    /** It has been told to come and has taken what it could, or it has not been told. */
    void came(Waiter waiter) {
        takeBack(waiter);
        wake();
    }

    private synchronized void takeBack(Waiter waiter) {
        if (waiter.invitation != Invitation.NONE) {
            waiter.invitation = Invitation.NONE;
            if (waiter.line == null) {
                waiter.ticket = 0;
            }
            invited--;
            noteContention();
        }
    }

    /** Tells a connection to go on, if there is room for one that waits; the room is kept for it. */
    void wake() {
        for (Waiter next = invite(); next != null; next = invite()) {
            boolean told = false;
            try {
                next.share.holder().room();
                told = true;
                return;
            } catch (RejectedExecutionException e) {
                // Its event loop has ended.
            } finally {
                if (!told) {
                    takeBack(next);
                }
            }
        }
    }

    private @Nullable Waiter invite() {
        return contended ? inviteFirst() : null;
    }

    private synchronized @Nullable Waiter inviteFirst() {
        Waiter next = next();
        if (next == null || next.invitation != Invitation.NONE) {
            // One that is on the way already has the next one told.
            return null;
        }
        next.invitation = Invitation.TOLD;
        invited++;
        moveTo(null, next);
        return next;
    }

    private @Nullable Waiter next() {
        if (!roomForAnswers.getAsBoolean()) {
            return null;
        }
        Waiter answer = waitingForAnswers.first();
        if (answer != null || !isRoom(0, 0, 0, invited)) {
            return answer;
        }
        Waiter idle = firstThatFits(waiting);
        Waiter large = firstOfLarge();
        if (idle != null && (large == null || large.calls > 0 || idle.ticket < large.ticket)) {
            return idle;
        }
        if (large != null) {
            return large;
        }
        Waiter more = firstThatFits(waitingForMore);
        return more != null && hasRoom(more) ? more : null;
    }

    /** What those in front of it need may have gone to others meanwhile. */
    private @Nullable Waiter firstThatFits(Line line) {
        Waiter first = line.first();
        while (first != null && !fits(first.bytes)) {
            moveTo(waitingForBytes, first);
            first = line.first();
        }
        return first;
    }

    /** Those that have the bytes now, but calls enough, have nobody wait behind them. */
    private @Nullable Waiter firstOfLarge() {
        Waiter first = waitingForBytes.first();
        while (first != null && fits(first.bytes) && !hasRoom(first)) {
            moveTo(waitingForMore, first);
            first = waitingForBytes.first();
        }
        return first != null && fits(first.bytes) ? first : null;
    }

    private boolean hasRoom(Waiter waiter) {
        return isRoom(waiter.calls, 0, waiter.bytes, invited);
    }

    private void moveTo(@Nullable Line line, Waiter waiter) {
        if (waiter.line == line) {
            return;
        }
        if (waiter.line != null) {
            waiter.line.remove(waiter);
        }
        waiter.line = line;
        if (line != null) {
            line.add(waiter);
        }
        noteContention();
    }

    private void noteContention() {
        boolean anyWaits = false;
        for (Line line : lines) {
            anyWaits |= !line.isEmpty();
        }
        contended = anyWaits || invited > 0;
    }
}
