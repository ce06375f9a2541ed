package io.perigee.peer;

import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Calls that came and have not begun, in the order in which they came.
 *
 * <p>Small ones lie one behind the other in pages: a peer may send as many in one read as it has bytes for, and an object
 * and an array for each would take several times what they are. Confined to the event loop.
 */
final class Backlog {
    private static final int PAGE_BYTES = 1 << 10;

    /** Of each call, before its payload: its number and its length. */
    private static final int HEAD_BYTES = Byte.BYTES + Integer.BYTES;

    private final ArrayDeque<ByteOutput> pages = new ArrayDeque<>(0);

    /** Where the first call begins in the first page. */
    private int first;

    private int size;
    private long payloadBytes;
    private long heldBytes;

    /** A call, where its payload lies. */
    @SuppressWarnings("ArrayRecordComponent") // A view.
    record Waiting(int seq, byte[] in, int start, int end) {}

    /** How many calls wait. */
    int size() {
        return size;
    }

    long payloadBytes() {
        return payloadBytes;
    }

    /** The memory that they take. */
    long heldBytes() {
        return heldBytes;
    }

    /** Keeps a copy: the array that the call came in is needed for what comes next. */
    void add(int seq, byte[] in, int start, int end) {
        int length = end - start;
        ByteOutput page = pages.peekLast();
        if (page == null || page.capacity() - page.length() < HEAD_BYTES + length) {
            page = new ByteOutput(Math.max(PAGE_BYTES, HEAD_BYTES + length));
            pages.add(page);
            heldBytes += page.capacity();
        }
        page.writeByte(seq);
        page.writeInt(length);
        page.writeBytes(in, start, length);
        size++;
        payloadBytes += length;
    }

    /** The call that has waited longest; its bytes stay where they are, also when it is removed. */
    @Nullable
    Waiting peek() {
        ByteOutput page = pages.peek();
        if (page == null) {
            return null;
        }
        byte[] in = page.array();
        int start = first + HEAD_BYTES;
        return new Waiting(in[first] & 0xff, in, start, start + BigEndian.getInt(in, first + Byte.BYTES));
    }

    @Nullable
    Waiting poll() {
        Waiting call = peek();
        if (call != null) {
            size--;
            payloadBytes -= call.end - call.start;
            first = call.end;
            dropReadPage();
        }
        return call;
    }

    private void dropReadPage() {
        ByteOutput page = pages.element();
        if (first == page.length()) {
            pages.remove();
            heldBytes -= page.capacity();
            first = 0;
        }
    }

    void clear() {
        pages.clear();
        first = 0;
        size = 0;
        payloadBytes = 0;
        heldBytes = 0;
    }
}
