package io.perigee.budget;

import io.perigee.observe.Limit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Bytes of one kind that all connections of a server hold together, and who is ended when they are too many. Thread-safe.
 *
 * <p>That is decided by bytes times time. By bytes alone a peer that sends one large message among thousands that drip
 * would be the first to go; what it holds it holds for a moment, and those that drip hold theirs until their time is up.
 */
final class Holdings {
    private final Limit limit;
    private final long most;
    private final ToLongFunction<Share> bytes;
    private final Rent rent;
    private final AtomicLong held = new AtomicLong();

    /** Of these, what is held by connections that have been told to end: their event loops are on the way. */
    private final AtomicLong ending = new AtomicLong();

    private final AtomicBoolean relieving = new AtomicBoolean();

    /** What a connection owes: bytes times time. */
    interface Rent {
        double of(Share share, long nowNanos);
    }

    private record Debtor(Share share, double rent) {}

    Holdings(Limit limit, long most, ToLongFunction<Share> bytes, Rent rent) {
        this.limit = limit;
        this.most = most;
        this.bytes = bytes;
        this.rent = rent;
    }

    /** How many more may be held; less than 0 until those have ended that are told to. */
    long left() {
        return most - held.get();
    }

    /**
     * So many more are held.
     *
     * @param shares of all connections
     * @return true if there is room again, where there was none before
     */
    boolean add(long grown, Collection<Share> shares) {
        long now = held.addAndGet(grown);
        if (now > most && grown > 0) {
            relieve(shares);
        }
        return now <= most && now - grown > most;
    }

    /** A connection that holds so many has been told to end, or has ended if they are less than 0. */
    void ending(long grown) {
        ending.addAndGet(grown);
    }

    /** Ends connections until a quarter is free, so that whoever looks for them is paid by a quarter of all bytes. */
    private void relieve(Collection<Share> shares) {
        // Who finds somebody at it already leaves the rest to them, so that they look again when they are done.
        while (staying() > most && relieving.compareAndSet(false, true)) {
            boolean found = false;
            try {
                for (Debtor debtor : debtors(shares)) {
                    long left = staying();
                    if (left <= most - most / 4) {
                        break;
                    }
                    found = true;
                    debtor.share.end(
                            limit,
                            bytes.applyAsLong(debtor.share) + " bytes of " + left + " (expected: <= " + most
                                    + " of all connections)");
                }
            } finally {
                relieving.set(false);
            }
            if (!found) {
                return;
            }
        }
    }

    private long staying() {
        return held.get() - ending.get();
    }

    /** Those that hold something, who is to go first at the beginning. */
    private List<Debtor> debtors(Collection<Share> shares) {
        long now = System.nanoTime();
        var debtors = new ArrayList<Debtor>();
        for (Share share : shares) {
            if (bytes.applyAsLong(share) > 0 && !share.isEnded()) {
                debtors.add(new Debtor(share, rent.of(share, now)));
            }
        }
        debtors.sort(Comparator.comparingDouble(Debtor::rent).reversed());
        return debtors;
    }
}
