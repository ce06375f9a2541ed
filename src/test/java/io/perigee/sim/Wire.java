package io.perigee.sim;

import io.perigee.codec.ByteOutput;
import io.perigee.wire.FrameHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One direction of a connection. It keeps frames apart, so that it can hold a response back or repeat it, and gives them
 * out again as the bytes of a stream.
 *
 * <p>It knows for each number whether a call is open, as the two ends must see it once all bytes have arrived.
 */
final class Wire {
    private static final int REMEMBERED = 8;

    private final SplittableRandom random;
    private final Faults faults;
    private final int capacity;

    private final ByteOutput unfinished = new ByteOutput(64);
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private final List<Held> held = new ArrayList<>();
    private final ArrayDeque<byte[]> delivered = new ArrayDeque<>();

    /** Bytes of the first frame that have been given out. */
    private int cut;

    private int queuedBytes;
    private boolean stalled;
    private boolean senderEnded;
    private boolean receiverEnded;
    private boolean cutOff;
    private double holding;

    /** Calls that were written here and not answered by what the other direction gave out. */
    private final BitSet unanswered = new BitSet();

    /** Calls that were given out here and not answered by what was written to the other direction. */
    private final BitSet running = new BitSet();

    private Wire back = this;
    private long written;

    /** A response that is held back, and how many frames had been written before it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Held(byte[] frame, long after) {}

    private Wire(SplittableRandom random, Faults faults, int capacity) {
        this.random = random;
        this.faults = faults;
        this.capacity = capacity;
    }

    /** Both directions. */
    static List<Wire> pair(SplittableRandom random, Faults faults, int capacity) {
        var there = new Wire(random, faults, capacity);
        var back = new Wire(random, faults, capacity);
        there.back = back;
        back.back = there;
        return List.of(there, back);
    }

    // For the sender.

    /** How many bytes it takes now; a frame that has begun can always be finished, or none would ever arrive. */
    int room() {
        return stalled ? 0 : Math.max(0, capacity - queuedBytes);
    }

    void accept(byte[] bytes) {
        if (receiverEnded || cutOff) {
            return;
        }
        unfinished.writeBytes(bytes, 0, bytes.length);
        int at = 0;
        int length = unfinished.length();
        while (length - at >= FrameHeader.SIZE) {
            int size = ByteBuffer.wrap(unfinished.array()).getInt(at + FrameHeader.SIZE_OFFSET);
            int end = at + FrameHeader.SIZE + size;
            if (end > length) {
                break;
            }
            acceptFrame(Arrays.copyOfRange(unfinished.array(), at, end));
            at = end;
        }
        if (at > 0) {
            byte[] rest = Arrays.copyOfRange(unfinished.array(), at, length);
            unfinished.truncate(0);
            unfinished.writeBytes(rest, 0, rest.length);
        }
    }

    private void acceptFrame(byte[] frame) {
        written++;
        queuedBytes += frame.length;
        if (isResponse(frame)) {
            back.running.clear(number(frame));
            if (holding > 0 && random.nextDouble() < holding) {
                faults.count(Fault.DELAY);
                held.add(new Held(frame, written));
                return;
            }
        } else {
            unanswered.set(number(frame));
        }
        frames.add(frame);
    }

    /** The sender closes: it takes nothing more either. */
    void endOfSender() {
        senderEnded = true;
        back.endReceiver();
    }

    // What the schedule does to it.

    /** From now on so many of the responses are held back. */
    void hold(double share) {
        holding = share;
    }

    /** Lets one of the responses go that were held back. */
    boolean releaseOne() {
        if (held.isEmpty()) {
            return false;
        }
        Held one = held.remove(random.nextInt(held.size()));
        if (one.after < written) {
            faults.count(Fault.REORDER);
        }
        frames.add(one.frame);
        return true;
    }

    void stall(boolean on) {
        if (on && !stalled) {
            faults.count(Fault.STALL);
        }
        stalled = on;
    }

    /** Nothing more arrives, whatever was written. */
    void endReceiver() {
        receiverEnded = true;
        lose();
    }

    /** What has not arrived never does; behind a part of a frame there would be another, otherwise. */
    void cutOff() {
        cutOff = true;
        lose();
    }

    private void lose() {
        frames.clear();
        held.clear();
        cut = 0;
        queuedBytes = 0;
    }

    // For the receiver.

    boolean hasBytes() {
        return !frames.isEmpty() && !receiverEnded;
    }

    /** True if all that was written has been given out, and no more follows. */
    boolean isAtEnd() {
        return senderEnded && !receiverEnded && frames.isEmpty() && held.isEmpty();
    }

    boolean isBetweenFrames() {
        return cut == 0;
    }

    /** The next bytes, so many at most. */
    byte[] take(int limit) {
        var out = new byte[limit];
        int length = 0;
        while (length < limit && !frames.isEmpty()) {
            byte[] frame = frames.element();
            int count = Math.min(limit - length, frame.length - cut);
            System.arraycopy(frame, cut, out, length, count);
            length += count;
            cut += count;
            if (cut == frame.length) {
                cut = 0;
                givenOut(frames.remove());
            }
        }
        queuedBytes -= length;
        if (cut > 0) {
            faults.count(Fault.SPLIT);
        }
        return length == limit ? out : Arrays.copyOf(out, length);
    }

    private void givenOut(byte[] frame) {
        if (isResponse(frame)) {
            back.unanswered.clear(number(frame));
            delivered.add(frame);
            if (delivered.size() > REMEMBERED) {
                delivered.remove();
            }
        } else {
            running.set(number(frame));
        }
    }

    /** A response that was given out before, to a number that nobody has now; null if there is none. */
    byte[] repeatable() {
        for (byte[] frame : delivered) {
            if (!back.unanswered.get(number(frame))) {
                return frame;
            }
        }
        return null;
    }

    /** A number that no call of the receiver has; -1 if there is none. */
    int unusedNumber() {
        int from = random.nextInt(256);
        int number = back.unanswered.nextClearBit(from);
        return number < 256 ? number : -1;
    }

    /** The number of a call that the receiver is at; -1 if there is none. */
    int runningNumber() {
        return running.nextSetBit(0);
    }

    /** How many numbers are taken by calls that went this way. */
    int unanswered() {
        return unanswered.cardinality();
    }

    @Override
    public String toString() {
        return String.format(
                "%d frames (%d of the first given out), %d held, %d unanswered, room %d%s",
                frames.size(), cut, held.size(), back.unanswered(), room(), stalled ? ", stalled" : "");
    }

    private static boolean isResponse(byte[] frame) {
        return frame[0] == FrameHeader.RESPONSE;
    }

    private static int number(byte[] frame) {
        return frame[1] & 0xff;
    }
}
