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
    private static final int LARGEST_KEPT_BYTES = 1 << 16;

    private final Supplier<ValueWriter> writers;
    private final int maxPayload;
    private final AtomicReference<@Nullable Desk> idle = new AtomicReference<>();

    Encoder(Supplier<ValueWriter> writers, int maxPayload) {
        this.writers = writers;
        this.maxPayload = maxPayload;
    }

    /**
     * @throws CodecException if an argument has no form on the wire
     */
    byte[] call(String procedure, @Nullable Object[] convertedArgs) {
        Desk desk = borrow();
        try {
            write(desk, procedure, convertedArgs);
            return desk.written();
        } finally {
            giveBack(desk);
        }
    }

    /**
     * Encodes a call, and sends it on its way if the lane takes it.
     *
     * @return what is still to be sent; null if the lane took it
     * @throws CodecException if an argument has no form on the wire
     */
    byte @Nullable [] send(DirectLane lane, PendingCall call, @Nullable Object[] convertedArgs) {
        Desk desk = borrow();
        try {
            write(desk, call.procedure, convertedArgs);
            return lane.send(call, desk.paper.array(), desk.paper.length()) ? null : desk.written();
        } finally {
            giveBack(desk);
        }
    }

    private void write(Desk desk, String procedure, @Nullable Object[] convertedArgs) {
        desk.writer.begin(desk.paper, maxPayload);
        desk.writer.writeName(desk.paper, procedure);
        Arguments.write(desk.paper, desk.writer, convertedArgs);
    }

    /** Encodes a response of which something can be written in any case; see {@link Responses}. */
    Answer response(PeerCall call, int status, LuaValues values) {
        Desk desk = borrow();
        try {
            LuaValue error = Responses.write(desk.paper, desk.writer, maxPayload, status, values);
            return new Answer(call, desk.written(), error);
        } finally {
            giveBack(desk);
        }
    }

    private Desk borrow() {
        Desk desk = idle.getAndSet(null);
        return desk == null ? new Desk(new ByteOutput(256), writers.get()) : desk;
    }

    private void giveBack(Desk desk) {
        if (desk.paper.capacity() <= LARGEST_KEPT_BYTES) {
            desk.paper.truncate(0);
            // What follows on this thread need not wait until others see it.
            idle.lazySet(desk);
        }
    }

    private record Desk(ByteOutput paper, ValueWriter writer) {
        byte[] written() {
            return paper.toByteArray();
        }
    }
}
