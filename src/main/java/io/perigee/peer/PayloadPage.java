package io.perigee.peer;

import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Payloads, one behind another and each behind its length, on their way from the threads that encode them to the event
 * loop. A page whose payloads have all been taken is filled again, so that a call needs no array of its own.
 *
 * <p>One thread at a time appends, and lets others see what it appended by handing it over; the event loop takes.
 */
final class PayloadPage {
    private static final int CAPACITY = 4 << 10;

    /** Of the first page of a connection, which is enough unless calls come in bursts. */
    private static final int FIRST_CAPACITY = 512;

    /** A page with less room than this is full: what is encoded should seldom outgrow it. */
    private static final int LEAST_ROOM = 256;

    private final byte[] bytes;
    /** Where it goes when it may be filled again; null if it is not worth that. */
    private final @Nullable AtomicReference<@Nullable PayloadPage> spare;

    // Of whoever appends.
    private int length;
    private int appended;

    private final AtomicInteger taken = new AtomicInteger();

    /** How many there are to be taken, once no more are appended; 0 before. */
    private volatile int total;

    private PayloadPage(byte[] bytes, @Nullable AtomicReference<@Nullable PayloadPage> spare) {
        this.bytes = bytes;
        this.spare = spare;
    }

    /**
     * A page to append to.
     *
     * @param current the one that was appended to last
     * @param spare where pages go that may be filled again
     */
    static PayloadPage next(@Nullable PayloadPage current, AtomicReference<@Nullable PayloadPage> spare) {
        if (current == null) {
            return new PayloadPage(new byte[FIRST_CAPACITY], null);
        }
        if (current.hasRoom()) {
            return current;
        }
        current.total = current.appended;
        PayloadPage next = spare.getAndSet(null);
        return next == null ? new PayloadPage(new byte[CAPACITY], spare) : next.reset();
    }

    private boolean hasRoom() {
        if (bytes.length - length < LEAST_ROOM && taken.get() == appended) {
            reset();
        }
        return bytes.length - length >= LEAST_ROOM;
    }

    private PayloadPage reset() {
        length = 0;
        appended = 0;
        total = 0;
        taken.lazySet(0);
        return this;
    }

    /** Where the next payload is, once it is {@link #append}ed. */
    int end() {
        return length;
    }

    /** Lets an output write the next payload where it belongs; the output may leave again without a trace. */
    void open(ByteOutput out) {
        out.continueIn(bytes, length);
        out.append(Integer.BYTES);
    }

    /**
     * Appends the payload that was written since {@link #open}. One that has outgrown the page is in an array of the
     * output's, which becomes a page of its own; the output must let go of it.
     *
     * @return the page that it is in, where it has the same place
     */
    PayloadPage append(ByteOutput out) {
        byte[] written = out.array();
        BigEndian.putInt(written, length, out.length() - length - Integer.BYTES);
        if (written != bytes) {
            return new PayloadPage(written, null);
        }
        length = out.length();
        appended++;
        return this;
    }

    /** Takes the payload at {@code at}, once. On the event loop. */
    void take(int at, ByteOutput out) {
        out.writeBytes(bytes, at + Integer.BYTES, BigEndian.getInt(bytes, at));
        int takenNow = taken.get() + 1;
        // Read first: as soon as the last payload is taken the page may be filled again.
        int due = total;
        taken.lazySet(takenNow);
        if (takenNow == due && spare != null) {
            spare.lazySet(this);
        }
    }
}
