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
import org.jspecify.annotations.Nullable;

/** What the connections of one server take together, against {@link ServerLimits}. Thread-safe. */
public final class ServerBudget implements Acceptance {
    /** What one peer that takes nothing may use of what is left: some hundreds of them leave the rest their part. */
    private static final int ALLOWED_PART = 64;

    /** How much of what may be held all connections read in one round. */
    private static final int ROUND_PART = 4;

    private final ServerLimits limits;
    private final LimitLog log;
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();

    private final AtomicInteger connections = new AtomicInteger();
    private final Holdings received;
    private final Holdings unsent;
    private final CallRoom callRoom;
    private final Clock clock;

    public ServerBudget(ServerLimits limits, @Nullable RpcListener listener) {
        this.limits = limits;
        log = new LimitLog(listener);
        clock = new Clock(limits, shares);
        received = new Holdings(Limit.RECEIVED, limits.maxHeldBytes(), Share::receivedBytes, this::receivedRent);
        unsent = new Holdings(Limit.UNSENT, limits.maxUnsentBytes(), Share::unsentBytes, Share::unsentRent);
        callRoom = new CallRoom(limits.maxRunningCalls(), limits.maxHeldBytes(), this::hasRoomForAnswer);
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
    }

    // Bytes.

    void received(long grown) {
        received.add(grown, shares);
    }

    void unsent(long grown) {
        if (unsent.add(grown, shares)) {
            callRoom.wake();
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

    CallRoom callRoom() {
        return callRoom;
    }

    /** A call of a connection has begun to wait. */
    void waits(Share share) {
        log.reached(
                Limit.CALLS,
                share.holder().peer(),
                Limit.CALLS.code() + ": a call waits (expected: < " + limits.maxRunningCalls()
                        + " that run on all connections)");
    }
}
