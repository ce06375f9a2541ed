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

    private final byte[] bytes;
    private final AtomicReference<@Nullable PayloadPage> spare;

    // Of whoever appends.
    private int length;
    private int appended;

    private final AtomicInteger taken = new AtomicInteger();

    /** How many there are to be taken, once no more are appended; 0 before. */
    private volatile int total;

    private PayloadPage(int capacity, AtomicReference<@Nullable PayloadPage> spare) {
        bytes = new byte[capacity];
        this.spare = spare;
    }

    /**
     * A page with room for a payload.
     *
     * @param current the page that was appended to last
     * @param spare where pages go that may be filled again
     */
    static PayloadPage withRoom(
            int payloadBytes, @Nullable PayloadPage current, AtomicReference<@Nullable PayloadPage> spare) {
        int needed = Integer.BYTES + payloadBytes;
        if (current != null && current.hasRoom(needed)) {
            return current;
        }
        if (needed > CAPACITY) {
            // Of its own, and not the current page of anybody.
            return new PayloadPage(needed, spare);
        }
        if (current != null) {
            current.total = current.appended;
        }
        PayloadPage next = spare.getAndSet(null);
        return next == null ? new PayloadPage(CAPACITY, spare) : next.reset();
    }

    private boolean hasRoom(int needed) {
        if (bytes.length - length < needed && taken.get() == appended) {
            reset();
        }
        return bytes.length - length >= needed;
    }

    private PayloadPage reset() {
        length = 0;
        appended = 0;
        total = 0;
        taken.lazySet(0);
        return this;
    }

    /** True for a page that holds one large payload. */
    boolean isSingle() {
        return bytes.length > CAPACITY;
    }

    /** Appends the payload that the page has room for, and tells where it is. */
    int append(byte[] payload, int payloadLength) {
        int at = length;
        BigEndian.putInt(bytes, at, payloadLength);
        System.arraycopy(payload, 0, bytes, at + Integer.BYTES, payloadLength);
        length = at + Integer.BYTES + payloadLength;
        appended++;
        return at;
    }

    /** Takes a payload, once. On the event loop. */
    void take(int at, ByteOutput out) {
        out.writeBytes(bytes, at + Integer.BYTES, BigEndian.getInt(bytes, at));
        int takenNow = taken.get() + 1;
        // Read first: as soon as the last payload is taken the page may be filled again.
        int due = total;
        taken.lazySet(takenNow);
        if (takenNow == due) {
            spare.lazySet(this);
        }
    }
}
