package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.value.LuaValue;
import org.jspecify.annotations.Nullable;

/** The answer to a call of the peer, on its way from the thread that gave it to the event loop. */
final class Answer implements Outgoing {
    final PeerCall call;
    private final PayloadPage page;
    private final int at;

    /** What the payload tells the peer of; null if it tells of results. */
    final @Nullable LuaValue error;

    private @Nullable Outgoing next;
    private int depth;

    Answer(PeerCall call, PayloadPage page, int at, @Nullable LuaValue error) {
        this.call = call;
        this.page = page;
        this.at = at;
        this.error = error;
    }

    void takePayload(ByteOutput out) {
        page.take(at, out);
    }

    @Override
    public void proceed() {
        call.connection.handover().answer(this);
    }

    @Override
    public void abandon(String reason) {
        call.connection.ranOn(call, reason);
    }

    @Override
    public @Nullable Outgoing next() {
        return next;
    }

    @Override
    public void next(@Nullable Outgoing node) {
        next = node;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void depth(int value) {
        depth = value;
    }
}
