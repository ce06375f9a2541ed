package io.perigee.wire;

/** Takes frames out of a {@link FrameDecoder}, on the event loop, where they lie. */
public interface FrameSink {

    /** A whole call; its payload lies in {@code in} from {@code start} to {@code end} and is gone after the return. */
    void onCall(int seq, byte[] in, int start, int end);

    /** A whole response; as {@link #onCall}. */
    void onResponse(int seq, byte[] in, int start, int end);

    /**
     * All bytes of one read have been taken.
     *
     * @param partial whether a frame has begun and is not complete
     */
    void onReadComplete(boolean partial);

    /** The stream broke the protocol; nothing after it can be trusted, and nothing more is decoded. */
    void onBroken(FrameException cause);
}
