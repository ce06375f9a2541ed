package io.perigee.peer;

import org.jspecify.annotations.Nullable;

/**
 * The calls of the peer that are open: which numbers they have, how many run, and which must wait.
 *
 * <p>Calls wait when too many run, or when the peer does not take the answers. While any wait, reading pauses, unless
 * responses to calls of ours are due: a procedure may be waiting for one of them, and would otherwise wait for ever. Then
 * it pauses only if those that wait are more than may be kept.
 *
 * <p>How much of the answers is not taken never pauses the reading: the peer, too, may be waiting for us to read. It keeps
 * calls from running. Confined to the event loop.
 */
final class OpenCalls {
    /** As long as the peer does not take the refusals, there are no more; one that reads them has 256 calls at a time. */
    private static final int MOST_REFUSED = 16 * InFlightCalls.CAPACITY;

    private final int maxRunning;
    private final int maxBacklogBytes;
    private final long[] open = new long[InFlightCalls.CAPACITY / Long.SIZE];
    private final Backlog backlog = new Backlog();
    private int running;

    /** Of those that run, the calls that take room at the server. */
    private final long[] occupying = new long[InFlightCalls.CAPACITY / Long.SIZE];

    private int occupied;
    private boolean refusing;
    private int refused;
    private long argumentBytes;

    OpenCalls(int maxRunning, int maxBacklogBytes) {
        this.maxRunning = maxRunning;
        this.maxBacklogBytes = maxBacklogBytes;
    }

    /** False if a call of this number is open already. */
    boolean open(int seq) {
        long bit = 1L << seq;
        if ((open[seq >> 6] & bit) != 0) {
            return false;
        }
        open[seq >> 6] |= bit;
        return true;
    }

    boolean hasRoom() {
        return running < maxRunning;
    }

    boolean hasBacklog() {
        return backlog.size() > 0;
    }

    void begin() {
        begin(0);
    }

    /**
     * A call begins to run.
     *
     * @param bytes what its arguments take
     */
    void begin(int bytes) {
        running++;
        argumentBytes += bytes;
    }

    void end(int seq) {
        end(seq, 0);
    }

    /**
     * The call was answered.
     *
     * @param bytes as it began
     */
    void end(int seq, int bytes) {
        running--;
        argumentBytes -= bytes;
        open[seq >> 6] &= ~(1L << seq);
        if (occupied > 0 && isOccupying(seq)) {
            occupying[seq >> 6] &= ~(1L << seq);
            occupied--;
        }
    }

    /** A call that runs takes room at the server until it ends. */
    void occupy(int seq) {
        occupying[seq >> 6] |= 1L << seq;
        occupied++;
    }

    boolean isOccupying(int seq) {
        return (occupying[seq >> 6] & 1L << seq) != 0;
    }

    /** How many calls take room at the server. */
    int occupied() {
        return occupied;
    }

    int running() {
        return running;
    }

    /** The memory of calls that wait. */
    long heldBytes() {
        return backlog.heldBytes();
    }

    /** The memory of the arguments of calls that run, as far as it was told. */
    long argumentBytes() {
        return argumentBytes;
    }

    /** A call is to wait. */
    void postpone(int seq, byte[] in, int start, int end) {
        backlog.add(seq, in, start, end);
    }

    /** The call that has waited longest. */
    Backlog.@Nullable Waiting peek() {
        return backlog.peek();
    }

    Backlog.@Nullable Waiting poll() {
        var first = backlog.poll();
        refusing &= isOverfull();
        return first;
    }

    private boolean isOverfull() {
        return backlog.payloadBytes() > maxBacklogBytes;
    }

    /**
     * Reading has paused for too long: until fewer calls wait than may be kept, those that come are to be refused, so that
     * the responses between them are read.
     */
    void refuseMore() {
        refusing = isOverfull();
    }

    /** True if a call is to be refused that would have to wait. */
    boolean isRefusing() {
        return refusing && refused < MOST_REFUSED;
    }

    /**
     * A call is refused.
     *
     * @param taken whether the peer has taken all refusals so far
     */
    void refused(boolean taken) {
        refused = taken ? 0 : refused + 1;
    }

    /**
     * True if calls may run whose answers must be kept.
     *
     * @param unsentBytes what the peer has not taken yet of that which was written to it
     */
    boolean mayKeepAnswers(long unsentBytes) {
        return unsentBytes <= maxBacklogBytes;
    }

    /**
     * @param responsesDue whether responses to calls of ours are still to come
     */
    boolean mayRead(boolean responsesDue) {
        return !hasBacklog() || (responsesDue && (!isOverfull() || isRefusing()));
    }

    void clear() {
        backlog.clear();
        refusing = false;
    }
}
