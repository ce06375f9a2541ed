package io.perigee.wire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a frame log throws away from the frames. */
public record GuardedFrameLog(FrameLog frameLog) implements FrameLog {
    private static final Logger log = LoggerFactory.getLogger(GuardedFrameLog.class);

    @Override
    public void frame(boolean sent, byte[] frame) {
        try {
            frameLog.frame(sent, frame);
        } catch (RuntimeException | Error e) {
            log.warn("frame log: {}", e, e);
        }
    }
}
