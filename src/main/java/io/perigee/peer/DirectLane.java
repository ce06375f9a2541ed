package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.perigee.transport.DirectSocket;
import io.perigee.wire.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way past the event loop: a thread that is about to wait for the answer writes the frame itself, if nothing else is
 * being written. Handing it over would cost a wake-up and a switch of threads, which is most of what a lone call takes.
 *
 * <p>The event loop opens the lane when everything written before has left, and lends it one number of the in-flight
 * table. It closes the lane before it writes, closes the socket, or looks into the queue, so that frames leave in the order
 * in which one thread made them:
 *
 * <pre>
 *            open                 a caller comes
 *   CLOSED ---------&gt; OPEN ------------------------&gt; WRITING ------&gt; REFILLED   the response came before the
 *     ^  ^             |  ^                           |  |             |  |      write returned: a new number
 *     |  +-------------+  +---------------------------+  |             |  |      is there
 *     |     close      |    number not used           |  | close       |  |
 *     |                +------------------------------|--|-------------+  |
 *     |                                               |  v                | close
 *     +-----------------------------------------------+ WANTED &lt;----------+
 *     |    number used                                   |
 *     +--------------------------------------------------+
 *          the caller calls the event loop back
 * </pre>
 *
 * <p>The event loop never waits for the system call of a caller, but leaves its own work until it is called back; there
 * are two exceptions, {@link #awaitClosed}, where a write that does not block is waited for in a state called AWAITED.
 *
 * <p>What is not said to be for callers is confined to the event loop.
 */
final class DirectLane {
    /** The longest frame. The larger a frame, the less the wake-up matters. */
    static final int CAPACITY = 1 << 10;

    /** Opening and closing the lane costs little, but not nothing; so many times in vain are enough. */
    private static final int TOLERATED_UNUSED = 64;

    private static final int CLOSED = 0;
    private static final int OPEN = 1;
    private static final int WRITING = 2;
    private static final int REFILLED = 3;
    private static final int WANTED = 4;
    private static final int AWAITED = 5;

    private final @Nullable DirectSocket socket;
    private final OutgoingQueue queue;
    private final int maxPayload;
    private final ByteBufAllocator allocator;
    private final Executor loop;
    private final Runnable onReleased;
    private final Consumer<Throwable> onFailure;

    /** Whoever changes it hands over the fields below: the event loop by OPEN and REFILLED, a caller by leaving. */
    private final AtomicInteger state = new AtomicInteger(CLOSED);

    private volatile boolean wished;
    private volatile @Nullable PendingCall call;
    private volatile @Nullable Thread awaiting;

    private int seq;
    private boolean timed;
    private long timerNanos;
    private @Nullable ByteBuf frame;
    private @Nullable ByteBuffer frameBytes;
    private byte @Nullable [] rest;
    private int unused;

    /**
     * @param socket null if only the event loop can write: the lane never opens then
     * @param queue must be empty for a call to be written past it
     * @param onReleased runs on the event loop, after a caller found on leaving that the lane is wanted
     * @param onFailure runs on the thread of the caller; the call ends with the connection
     */
    DirectLane(
            @Nullable DirectSocket socket,
            OutgoingQueue queue,
            int maxPayload,
            ByteBufAllocator allocator,
            Executor loop,
            Runnable onReleased,
            Consumer<Throwable> onFailure) {
        this.socket = socket;
        this.queue = queue;
        this.maxPayload = Math.min(maxPayload, CAPACITY - FrameHeader.SIZE);
        this.allocator = allocator;
        this.loop = loop;
        this.onReleased = onReleased;
        this.onFailure = onFailure;
    }

    // For callers.

    /**
     * Takes a call if the lane is open, and the call may overtake what the event loop has to do.
     *
     * @return false if the call has to go the usual way; true if {@link #write} must follow, on the same thread
     */
    boolean enter(PendingCall sent, byte[] payload, int start, int length) {
        if (socket == null || length > maxPayload) {
            return false;
        }
        if (!state.compareAndSet(OPEN, WRITING)) {
            if (!wished) {
                wished = true;
            }
            return false;
        }
        boolean entered = false;
        try {
            if (queue.isEmpty() && isTimed(sent)) {
                fill(payload, start, length);
                call = sent;
                entered = true;
            }
        } finally {
            if (!entered) {
                release(false);
            }
        }
        return entered;
    }

    /** Writes the call that has entered; from then on its outcome is for the event loop to tell. Throws nothing. */
    void write(PendingCall entered) {
        try {
            writeFrame();
        } catch (Throwable e) {
            fail(entered, () -> onFailure.accept(e));
        } finally {
            fail(entered, () -> release(true));
        }
    }

    /** An event loop that takes nothing any more ends no call either. */
    private static void fail(PendingCall call, Runnable handOver) {
        try {
            handOver.run();
        } catch (RejectedExecutionException e) {
            call.loseConnection("the event loops have ended");
        }
    }

    /** Only the event loop can set its timer; one that fires too early does no harm. */
    private boolean isTimed(PendingCall sent) {
        if (!sent.hasDeadline()) {
            return true;
        }
        if (sent.startNanos == 0) {
            sent.startNanos = sent.connection().nanoTime();
        }
        return timed && timerNanos - sent.deadlineNanos() <= 0;
    }

    private void fill(byte[] payload, int start, int length) {
        ByteBuf out = frame;
        if (out == null) {
            throw new IllegalStateException("lane open without a buffer");
        }
        out.clear();
        out.writeShort(FrameHeader.CALL << 8 | seq).writeInt(length).writeBytes(payload, start, length);
    }

    private void writeFrame() throws IOException {
        ByteBuf out = frame;
        ByteBuffer bytes = frameBytes;
        if (socket == null || out == null || bytes == null) {
            throw new IllegalStateException("lane open without a buffer");
        }
        int size = out.writerIndex();
        int written = socket.write(bytes, 0, size);
        if (written < size) {
            var left = new byte[size - written];
            bytes.get(written, left);
            rest = left;
        }
    }

    private void release(boolean used) {
        boolean unfinished = rest != null;
        while (true) {
            int found = state.get();
            boolean reopened = !unfinished && (found == REFILLED || (found == WRITING && !used));
            if (state.compareAndSet(found, reopened ? OPEN : CLOSED)) {
                if (found == AWAITED) {
                    LockSupport.unpark(awaiting);
                }
                if (found == AWAITED || found == WANTED || unfinished) {
                    loop.execute(onReleased);
                }
                return;
            }
        }
    }

    // For the event loop.

    /** True if callers have come in vain of late, or not in vain. */
    boolean isWished() {
        return wished;
    }

    boolean isIdle() {
        return socket != null && socket.isIdle();
    }

    /**
     * Lets a caller in, if none is there; one that is still there is given the number for the next.
     *
     * @param number reserved in the in-flight table
     * @param renewed whether the number before it was used
     * @param timer tells when calls are looked through for those that are overdue
     */
    void open(int number, boolean renewed, DeadlineTimer timer) {
        if (frame == null) {
            frame = allocator.directBuffer(CAPACITY, CAPACITY);
            frameBytes = frame.nioBuffer(0, CAPACITY);
        }
        while (true) {
            int found = state.get();
            // A call that came since the number was looked at has used it.
            boolean vacant = found == CLOSED && rest == null && call == null;
            // A writing caller whose number has come back looks at it no more; any other may be about to.
            if (!vacant && !(found == WRITING && renewed)) {
                return;
            }
            seq = number;
            timed = timer.isArmed();
            timerNanos = timer.armedForNanos();
            if (state.compareAndSet(found, vacant ? OPEN : REFILLED)) {
                return;
            }
        }
    }

    /** False if a caller is writing: {@code onReleased} follows. No other caller comes in before the next {@link #open}. */
    boolean close() {
        while (true) {
            int found = state.get();
            switch (found) {
                case CLOSED -> {
                    return true;
                }
                case OPEN -> {
                    if (state.compareAndSet(OPEN, CLOSED)) {
                        if (++unused > TOLERATED_UNUSED) {
                            wished = false;
                            unused = 0;
                        }
                        return true;
                    }
                }
                case WRITING, REFILLED -> {
                    if (state.compareAndSet(found, WANTED)) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** Closes the lane; a write that is under way does not block, so that it is soon over. */
    void awaitClosed() {
        awaiting = Thread.currentThread();
        while (!close()) {
            if (state.compareAndSet(WANTED, AWAITED) || state.get() == AWAITED) {
                LockSupport.park(this);
            }
        }
        awaiting = null;
    }

    /** True if a call was written, or is about to be, that has not been taken. */
    boolean hasCall() {
        return call != null;
    }

    /** The call that has used the number; null if there is none. From now on the event loop has it. */
    @Nullable
    PendingCall takeCall() {
        PendingCall taken = call;
        if (taken != null) {
            call = null;
            unused = 0;
        }
        return taken;
    }

    /** What the socket did not take of the last frame: it comes before anything else. The lane must be closed. */
    byte @Nullable [] takeRest() {
        byte[] taken = rest;
        rest = null;
        return taken;
    }

    /** Ends it for good; the lane must be closed. */
    void free() {
        if (frame != null) {
            frame.release();
            frame = null;
            frameBytes = null;
        }
    }
}
