package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encodes payloads on the threads that hand them over, where the event loop cannot write them at once, and should not do so
 * later: tables may change as soon as the caller has them back, and what has no form on the wire is to fail at once.
 *
 * <p>The first thread has a desk of its own, for most connections have one thread that calls. One more is lent to
 * whoever else comes; who finds it lent makes another. Thread-safe.
 */
final class Encoder {
    private static final byte[] NO_BYTES = {};
    private static final long NOBODY = -1;

    /** No codec has a limit below this. */
    private static final int SHORT_BYTES = 1 << 10;

    private static final int NAME_HEAD_BYTES = 5;
    private static final int BYTES_OF_CHAR = 3;

    private final ObjectReferences objects;
    private final int maxPayload;

    private volatile ValueCodec codec;

    /** Another thread may overwrite it that came at the same time; the desk of whoever was overwritten is garbage then. */
    private @Nullable Desk owned;

    private final AtomicReference<@Nullable Desk> idle = new AtomicReference<>();
    private final AtomicReference<@Nullable PayloadPage> spare = new AtomicReference<>();

    Encoder(ValueCodec codec, ObjectReferences objects, int maxPayload) {
        this.codec = codec;
        this.objects = objects;
        this.maxPayload = maxPayload;
    }

    /** From now on values are written in this codec; what is being encoded just now may still be in the one before. */
    void speak(ValueCodec newCodec) {
        codec = newCodec;
    }

    /**
     * Has a call carry what it is about until it is sent: encoded, or as it is if that is sure to do, for the event loop
     * then encodes it where it is needed.
     *
     * @throws CodecException if an argument has no form on the wire
     */
    void call(PendingCall call, @Nullable Object[] convertedArgs) {
        if (Arguments.arePlain(convertedArgs) && isShort(call.procedure, convertedArgs.length)) {
            // The array may be the caller's own.
            call.carry(convertedArgs.clone());
            return;
        }
        Desk desk = borrow();
        try {
            desk.write(call, convertedArgs, maxPayload);
            desk.hand(call);
        } finally {
            giveBack(desk);
        }
    }

    /** True if no name of this length, with so many numbers, is too much for a payload. */
    private boolean isShort(String name, int numbers) {
        return NAME_HEAD_BYTES + (long) BYTES_OF_CHAR * name.length() + (long) Arguments.NUMBER_BYTES * numbers
                <= Math.min(maxPayload, SHORT_BYTES);
    }

    /**
     * Encodes a call, and sends it on its way if the lane takes it.
     *
     * @return false if it is still to be sent
     * @throws CodecException if an argument has no form on the wire
     */
    boolean send(DirectLane lane, PendingCall call, @Nullable Object[] convertedArgs) {
        Desk desk = borrow();
        boolean entered;
        try {
            int start = desk.write(call, convertedArgs, maxPayload);
            entered = lane.enter(call, desk.paper.array(), start, desk.paper.length() - start);
            if (!entered) {
                desk.hand(call);
            }
        } finally {
            giveBack(desk);
        }
        if (entered) {
            // Others may encode meanwhile.
            lane.write(call);
        }
        return entered;
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
        long thread = Thread.currentThread().getId();
        ValueCodec spoken = codec;
        // Seen half made or not at all by other threads, which is all the same to them: its owner made it.
        Desk own = owned;
        if (own != null && own.owner == thread && own.codec == spoken) {
            return own;
        }
        if (own == null || own.codec != spoken) {
            own = new Desk(spoken, objects, spare, thread);
            owned = own;
            return own;
        }
        Desk desk = idle.getAndSet(null);
        return desk == null || desk.codec != spoken ? new Desk(spoken, objects, spare, NOBODY) : desk;
    }

    private void giveBack(Desk desk) {
        desk.clear();
        if (desk.owner == NOBODY) {
            // What follows on this thread need not wait until others see it.
            idle.lazySet(desk);
        }
    }

    /** What one thread at a time needs to encode. */
    private static final class Desk {
        final ByteOutput paper = new ByteOutput(0);
        final ValueCodec codec;
        final ValueWriter writer;
        /** The id of the one thread that it is for, or {@link #NOBODY}. */
        final long owner;

        private final AtomicReference<@Nullable PayloadPage> spare;
        private PayloadPage page;

        Desk(ValueCodec codec, ObjectReferences objects, AtomicReference<@Nullable PayloadPage> spare, long owner) {
            this.codec = codec;
            writer = codec.newWriter(objects);
            this.owner = owner;
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

        /** Keeps no array but that of the page: one that has outgrown it may be large. */
        void clear() {
            paper.continueIn(NO_BYTES, 0);
        }

        void hand(PendingCall call) {
            int at = page.end();
            call.carry(page.append(paper), at);
        }

        Answer answer(PeerCall call, @Nullable LuaValue error) {
            int at = page.end();
            return new Answer(call, page.append(paper), at, error);
        }
    }
}
