package io.perigee.budget;

import io.netty.channel.Channel;
import io.perigee.observe.Limit;
import io.perigee.observe.RpcListener;
import io.perigee.transport.Acceptance;
import io.perigee.transport.Address;
import io.perigee.transport.ReadTurn;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the connections of one server take together, against {@link ServerLimits}. Thread-safe. */
public final class ServerBudget implements Acceptance {
    /** What one peer that takes nothing may use of what is left: some hundreds of them leave the rest their part. */
    private static final int ALLOWED_PART = 64;

    /** How much of what may be held all connections read in one round. */
    private static final int ROUND_PART = 4;

    /** What a connection may have, on which calls run already, of the room that is left for calls. */
    private static final int LEFT_PART = 2;

    private final ServerLimits limits;
    private final LimitLog log;
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();

    /** Connections that have been told that there is room, each of which is given one call of it. */
    private final AtomicInteger invited = new AtomicInteger();

    /** Those on which nothing runs come first. */
    private final Line waiting = new Line();

    /** Those that have room for some calls, and would have it for more. */
    private final Line waitingForMore = new Line();

    private final AtomicInteger connections = new AtomicInteger();
    private final Holdings received;
    private final Holdings unsent;
    private final AtomicInteger running = new AtomicInteger();

    /** Connections on which some of them run. */
    private final AtomicInteger busy = new AtomicInteger();

    private final AtomicLong arguments = new AtomicLong();
    private final Clock clock;

    public ServerBudget(ServerLimits limits, @Nullable RpcListener listener) {
        this.limits = limits;
        log = new LimitLog(listener);
        clock = new Clock(limits, shares);
        received = new Holdings(Limit.RECEIVED, limits.maxHeldBytes(), Share::receivedBytes, this::receivedRent);
        unsent = new Holdings(Limit.UNSENT, limits.maxUnsentBytes(), Share::unsentBytes, Share::unsentRent);
    }

    ServerLimits limits() {
        return limits;
    }

    LimitLog log() {
        return log;
    }

    boolean isTimed() {
        return clock.watchesSilence();
    }

    // Connections.

    @Override
    public boolean accept(Channel channel, Address asked) {
        if (connections.incrementAndGet() > limits.maxConnections()) {
            connections.decrementAndGet();
            refused(channel, asked);
            return false;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        return true;
    }

    private void refused(Channel channel, Address asked) {
        String peer = Address.describePeer(channel, asked);
        String reason = Limit.CONNECTIONS.code() + ": " + (limits.maxConnections() + 1L) + " (expected: <= "
                + limits.maxConnections() + ")";
        log.reached(Limit.CONNECTIONS, peer, reason);
        log.rejected(peer, reason);
    }

    @Override
    public void failed(Address asked, Throwable cause) {
        log.reached(
                Limit.CONNECTIONS,
                asked.toString(),
                Limit.CONNECTIONS.code() + ": " + cause.getMessage() + ", with " + connections.get()
                        + " connections (expected: room for " + limits.maxConnections() + ", see ulimit -n)");
    }

    @Override
    public int turnBytes() {
        return ReadTurn.bytes(connections.get(), limits.maxHeldBytes() / ROUND_PART);
    }

    /** A connection takes part from now until its share is closed. */
    public Share join(Holder holder) {
        var share = new Share(this, holder);
        shares.add(share);
        clock.start();
        return share;
    }

    void leave(Share share) {
        shares.remove(share);
        leaveLines(share);
    }

    // Bytes.

    void received(long grown) {
        received.add(grown, shares);
    }

    void unsent(long grown) {
        if (unsent.add(grown, shares)) {
            wake();
        }
    }

    /**
     * What two turns brought is next to free: nobody could know what it would be before it was read, and to have those end
     * who wait with as little as that for their calls to begin would only have them come back with as much.
     */
    private double receivedRent(Share share, long nowNanos) {
        return share.receivedRent(nowNanos, 2L * turnBytes());
    }

    void ending(long receivedBytes, long unsentBytes) {
        received.ending(receivedBytes);
        unsent.ending(unsentBytes);
    }

    /** No call is begun while more waits than may: all of them have an answer. */
    boolean hasRoomForAnswer() {
        return unsent.left() >= 0;
    }

    long unsentAllowance() {
        return Math.max(0, unsent.left()) / ALLOWED_PART;
    }

    // Calls.

    /** On so many more connections some calls run. */
    void busy(int connections) {
        if (connections != 0) {
            busy.addAndGet(connections);
        }
    }

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
     * @param calls that run on the connection
     * @param untoldCalls as many of them are not counted yet
     * @param untoldBytes what the arguments take that are not counted yet, those of the one more among them
     */
    boolean hasRoom(Share share, int calls, int untoldCalls, long untoldBytes) {
        return isItsTurn(share) && hasRoom(calls, untoldCalls, untoldBytes, invited.get() - share.invitations());
    }

    private boolean isItsTurn(Share share) {
        Share first = waiting.first();
        return first == null || first == share || share.invitations() > 0;
    }

    /** @param kept for others, who have been told to come */
    private boolean hasRoom(int calls, int untoldCalls, long untoldBytes, int kept) {
        int left = limits.maxRunningCalls() - running.get() - untoldCalls - kept;
        long bytes = arguments.get();
        boolean fits = bytes == 0 || bytes + untoldBytes <= limits.maxHeldBytes();
        boolean mayHaveMore = calls == 0 ? left > 0 : calls < Math.min(left / LEFT_PART, equalPart());
        return fits && mayHaveMore && hasRoomForAnswer();
    }

    private int equalPart() {
        return limits.maxRunningCalls() / (busy.get() + 1);
    }

    /**
     * @param calls that take room on the connection
     */
    void awaitRoom(Share share, int calls) {
        if ((calls == 0 ? waiting : waitingForMore).add(share)) {
            log.reached(
                    Limit.CALLS,
                    share.holder().peer(),
                    Limit.CALLS.code() + ": a call waits (expected: < " + limits.maxRunningCalls()
                            + " that run on all connections)");
        }
    }

    void leaveLines(Share share) {
        waiting.remove(share);
        waitingForMore.remove(share);
    }

    boolean isWaiting(Share share) {
        return waiting.contains(share) || waitingForMore.contains(share);
    }

    /** Lets the connection go on that has waited longest, if there is room, which is kept for it; it wakes the next. */
    void wake() {
        if (hasRoom(0) && !wakeFirst(waiting)) {
            wakeFirst(waitingForMore);
        }
    }

    private boolean hasRoom(int calls) {
        return hasRoom(calls, 0, 0, invited.get());
    }

    /** One that was told to come has taken what it could. */
    void came() {
        invited.decrementAndGet();
    }

    /** False if nobody waits in this line. */
    private boolean wakeFirst(Line line) {
        for (Share first = line.first(); first != null; first = line.first()) {
            if (!hasRoom(line == waiting ? 0 : first.callsAtLast())) {
                return true;
            }
            // Another thread may have come before.
            if (line.remove(first)) {
                invited.incrementAndGet();
                first.invite();
                first.holder().room();
                return true;
            }
        }
        return false;
    }
}
