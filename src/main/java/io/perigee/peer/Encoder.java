package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes payloads on the threads that hand them over, where the event loop cannot write them at once: tables may change
 * as soon as the caller has them back, and what is encoded takes least room while it waits.
 *
 * <p>One writer is lent to whoever comes; who finds it lent makes another. Thread-safe.
 */
final class Encoder {
    private final Supplier<ValueWriter> writers;
    private final int maxPayload;
    private final AtomicReference<@Nullable Desk> idle = new AtomicReference<>();
    private final AtomicReference<@Nullable PayloadPage> spare = new AtomicReference<>();

    Encoder(Supplier<ValueWriter> writers, int maxPayload) {
        this.writers = writers;
        this.maxPayload = maxPayload;
    }

    /**
     * Encodes a call.
     *
     * @throws CodecException if an argument has no form on the wire
     */
    void call(PendingCall call, @Nullable Object[] convertedArgs) {
        Desk desk = borrow();
        try {
            desk.write(call, convertedArgs, maxPayload);
            desk.hand(call);
        } finally {
            giveBack(desk);
        }
    }

    /**
     * Encodes a call, and sends it on its way if the lane takes it.
     *
     * @return false if it is still to be sent
     * @throws CodecException if an argument has no form on the wire
     */
    boolean send(DirectLane lane, PendingCall call, @Nullable Object[] convertedArgs) {
        Desk desk = borrow();
        try {
            int start = desk.write(call, convertedArgs, maxPayload);
            boolean sent = lane.send(call, desk.paper.array(), start, desk.paper.length() - start);
            if (!sent) {
                desk.hand(call);
            }
            return sent;
        } finally {
            giveBack(desk);
        }
    }

    /** Encodes a response of which something can be written in any case; see {@link Responses}. */
    Answer response(PeerCall call, int status, LuaValues values) {
        Desk desk = borrow();
        try {
            desk.begin();
            LuaValue error = Responses.write(desk.paper, desk.writer, maxPayload, status, values);
            return desk.answer(call, error);
        } finally {
            giveBack(desk);
        }
    }

    private Desk borrow() {
        Desk desk = idle.getAndSet(null);
        return desk == null ? new Desk(writers.get(), spare) : desk;
    }

    private void giveBack(Desk desk) {
        // What follows on this thread need not wait until others see it.
        idle.lazySet(desk);
    }

    /** What one thread at a time needs to encode. */
    private static final class Desk {
        final ByteOutput paper = new ByteOutput(0);
        final ValueWriter writer;
        private final AtomicReference<@Nullable PayloadPage> spare;
        private PayloadPage page;

        Desk(ValueWriter writer, AtomicReference<@Nullable PayloadPage> spare) {
            this.writer = writer;
            this.spare = spare;
            page = PayloadPage.next(null, spare);
        }

        void begin() {
            page = PayloadPage.next(page, spare);
            page.open(paper);
        }

        /** Returns where the payload begins. */
        int write(PendingCall call, @Nullable Object[] convertedArgs, int maxPayload) {
            begin();
            int start = paper.length();
            writer.begin(paper, maxPayload);
            writer.writeName(paper, call.procedure);
            Arguments.write(paper, writer, convertedArgs);
            return start;
        }

        void hand(PendingCall call) {
            int at = page.end();
            PayloadPage holder = page.append(paper);
            call.carry(holder, holder == page ? at : 0);
        }

        Answer answer(PeerCall call, @Nullable LuaValue error) {
            int at = page.end();
            PayloadPage holder = page.append(paper);
            return new Answer(call, holder, holder == page ? at : 0, error);
        }
    }
}
