package io.perigee.budget;

import io.netty.channel.Channel;
import io.perigee.observe.Limit;
import io.perigee.observe.RpcListener;
import io.perigee.transport.Acceptance;
import io.perigee.transport.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one server take together, against {@link ServerLimits}. Thread-safe.
 *
 * <p>Who is ended when memory runs out is decided by bytes times time. By bytes alone a peer that sends one large message
 * among thousands that drip would be the first to go; what it holds it holds for a moment, and those that drip hold
 * theirs until their time is up.
 */
public final class ServerBudget implements Acceptance {
    /** What one peer that takes nothing may use of what is left: some dozens of them leave the rest their part. */
    private static final int ALLOWED_PART = 8;

    /** What a connection may have, on which calls run already, of the room that is left for calls. */
    private static final int LEFT_PART = 2;

    private final ServerLimits limits;
    private final LimitLog log;
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final Queue<Share> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong arguments = new AtomicLong();
    private final AtomicBoolean relieving = new AtomicBoolean();
    private final Clock clock;

    public ServerBudget(ServerLimits limits, @Nullable RpcListener listener) {
        this.limits = limits;
        log = new LimitLog(listener);
        clock = new Clock(limits, shares);
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
    public int connections() {
        return connections.get();
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
        if (received.addAndGet(grown) > limits.maxHeldBytes() && grown > 0) {
            relieve(Limit.RECEIVED, received, limits.maxHeldBytes(), Share::receivedBytes, Share::receivedRent);
        }
    }

    void unsent(long grown) {
        if (unsent.addAndGet(grown) > limits.maxUnsentBytes() && grown > 0) {
            relieve(Limit.UNSENT, unsent, limits.maxUnsentBytes(), Share::unsentBytes, Share::unsentRent);
        }
    }

    long unsentAllowance() {
        return Math.max(0, limits.maxUnsentBytes() - unsent.get()) / ALLOWED_PART;
    }

    private interface Rent {
        double of(Share share, long nowNanos);
    }

    private record Debtor(Share share, double rent) {}

    /** Ends connections until a quarter is free, so that whoever looks for them is paid by a quarter of all bytes. */
    private void relieve(Limit limit, AtomicLong used, long most, ToLongFunction<Share> bytes, Rent rent) {
        if (!relieving.compareAndSet(false, true)) {
            // Somebody is at it already.
            return;
        }
        try {
            long now = System.nanoTime();
            long enough = most - most / 4;
            ToDoubleFunction<Share> rentNow = share -> rent.of(share, now);
            var debtors = new ArrayList<Debtor>();
            for (Share share : shares) {
                if (bytes.applyAsLong(share) > 0 && !share.isEnded()) {
                    debtors.add(new Debtor(share, rentNow.applyAsDouble(share)));
                }
            }
            debtors.sort(Comparator.comparingDouble(Debtor::rent).reversed());
            for (Debtor debtor : debtors) {
                if (used.get() <= enough) {
                    break;
                }
                debtor.share.end(
                        limit,
                        bytes.applyAsLong(debtor.share) + " bytes of " + used.get() + " (expected: <= " + most
                                + " of all connections)");
            }
        } finally {
            relieving.set(false);
        }
    }

    // Calls.

    void running(int calls, long bytes) {
        running.addAndGet(calls);
        arguments.addAndGet(bytes);
        if (calls < 0 || bytes < 0) {
            wake();
        }
    }

    /**
     * True if one more call may run on a connection.
     *
     * <p>A connection on which some run already may have half of what is left: where others take all that they are given,
     * some is left for those that have nothing.
     *
     * @param calls that run on the connection
     * @param untoldCalls as many of them are not counted yet
     * @param untoldBytes what the arguments take that are not counted yet, those of the one more among them
     */
    boolean hasRoom(int calls, int untoldCalls, long untoldBytes) {
        int left = limits.maxRunningCalls() - running.get() - untoldCalls;
        long bytes = arguments.get();
        boolean fits = bytes == 0 || bytes + untoldBytes <= limits.maxHeldBytes();
        return fits && (calls == 0 ? left > 0 : calls < left / LEFT_PART);
    }

    /**
     * @param queue whether nothing of its own will let the connection go on
     */
    void awaitRoom(Share share, boolean queue) {
        if (!queue || share.beginWaiting()) {
            if (queue) {
                waiting.add(share);
            }
            log.reached(
                    Limit.CALLS,
                    share.holder().peer(),
                    Limit.CALLS.code() + ": a call waits (expected: < " + limits.maxRunningCalls()
                            + " that run on all connections)");
        }
    }

    /** Lets the connection go on that has waited longest, if there is room; it wakes the next. */
    void wake() {
        if (!hasRoom(0, 0, 0)) {
            return;
        }
        Share next = waiting.poll();
        while (next != null && next.isEnded()) {
            next = waiting.poll();
        }
        if (next != null) {
            next.endWaiting();
            next.holder().room();
        }
    }
}
