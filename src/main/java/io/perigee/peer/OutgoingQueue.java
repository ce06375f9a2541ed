package io.perigee.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The one way from other threads to the event loop: a stack that is taken as a whole and turned round.
 *
 * <p>Whoever finds it empty wakes the loop, and nobody else does: a burst costs one wake-up.
 */
final class OutgoingQueue {
    private static final VarHandle HEAD;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(OutgoingQueue.class, "head", Outgoing.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The head of a queue that takes nothing any more. */
    private static final Outgoing CLOSED = new Closed();

    enum Offer {
        FIRST,
        FOLLOWED,
        FULL,
        CLOSED
    }

    @SuppressWarnings("UnusedVariable") // Read and written through HEAD.
    private volatile @Nullable Outgoing head;

    Offer offer(Outgoing node, int limit) {
        while (true) {
            Outgoing first = head;
            if (first == CLOSED) {
                return Offer.CLOSED;
            }
            int depth = first == null ? 1 : first.depth() + 1;
            if (depth > limit) {
                return Offer.FULL;
            }
            node.depth(depth);
            node.next(first);
            if (HEAD.compareAndSet(this, first, node)) {
                return first == null ? Offer.FIRST : Offer.FOLLOWED;
            }
        }
    }

    /** Takes everything, oldest first. */
    @Nullable
    Outgoing takeAll() {
        Outgoing first = head;
        while (first != null && first != CLOSED) {
            if (HEAD.compareAndSet(this, first, null)) {
                return oldestFirst(first);
            }
            first = head;
        }
        return null;
    }

    /** Takes everything, oldest first, and nothing ever after. */
    @Nullable
    Outgoing close() {
        var first = (Outgoing) HEAD.getAndSet(this, CLOSED);
        return first == CLOSED ? null : oldestFirst(first);
    }

    /** True if nothing waits and more is taken. */
    boolean isEmpty() {
        return head == null;
    }

    boolean isClosed() {
        return head == CLOSED;
    }

    private static @Nullable Outgoing oldestFirst(@Nullable Outgoing newest) {
        Outgoing oldest = null;
        Outgoing node = newest;
        while (node != null) {
            Outgoing older = node.next();
            node.next(oldest);
            oldest = node;
            node = older;
        }
        return oldest;
    }

    private static final class Closed implements Outgoing {
        @Override
        public @Nullable Outgoing next() {
            return null;
        }

        @Override
        public void next(@Nullable Outgoing next) {
            throw new IllegalStateException("closed queue");
        }

        @Override
        public int depth() {
            return 0;
        }

        @Override
        public void depth(int depth) {
            throw new IllegalStateException("closed queue");
        }

        @Override
        public void proceed() {
            throw new IllegalStateException("closed queue");
        }

        @Override
        public void abandon(String reason) {
            throw new IllegalStateException("closed queue");
        }
    }
}
