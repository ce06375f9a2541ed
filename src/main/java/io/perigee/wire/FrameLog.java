package io.perigee.wire;

/** Sees every frame that is sent or received: for transcripts, traces and tests. */
@FunctionalInterface
public interface FrameLog {

    /**
     * One whole frame, header included. Called on the event loop in the order of the wire; must not block.
     *
     * @param frame a copy, which may be kept
     */
    void frame(boolean sent, byte[] frame);
}
