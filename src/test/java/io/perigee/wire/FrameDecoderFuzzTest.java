package io.perigee.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import io.perigee.testing.Allocation;
import io.perigee.testing.Pieces;
import java.util.Arrays;

/** Frames are the same however their bytes arrive, and any other bytes end them with one named error. */
class FrameDecoderFuzzTest {
    private static final int MAX_PAYLOAD = 1024;

    /** Buffers and events of Netty for each piece, and what the record of it all takes. */
    private static final int APART_FROM_PAYLOADS = 16_384;

    /** After this call nothing more is to be decoded: its number was open, say. */
    private static final int STOPPING = 0xff;

    private static final int BROKEN = 2;
    private static final int PARTIAL = 3;

    private static final EmbeddedChannel CHANNEL = new EmbeddedChannel();
    private static final ByteOutput SEEN = new ByteOutput(1 << 13);
    private static final ByteOutput EXPECTED = new ByteOutput(1 << 13);

    @FuzzTest
    void decode(byte[] bytes) {
        var pieces = new Pieces(bytes);
        EXPECTED.truncate(0);
        boolean partial = expect(pieces.stream());
        Allocation.check(bytes.length, APART_FROM_PAYLOADS, () -> {
            SEEN.truncate(0);
            var sink = new Recording();
            pieces.readInto(CHANNEL, sink.decoder);
            if (sink.partial) {
                SEEN.writeByte(PARTIAL);
            }
        });
        if (partial) {
            EXPECTED.writeByte(PARTIAL);
        }
        if (!Arrays.equals(SEEN.array(), 0, SEEN.length(), EXPECTED.array(), 0, EXPECTED.length())) {
            assertThat(SEEN.toByteArray()).isEqualTo(EXPECTED.toByteArray());
        }
    }

    /**
     * Section 3 of the specification, of a stream that is all there.
     *
     * @return whether a frame is left that is not complete
     */
    private static boolean expect(byte[] stream) {
        int pos = 0;
        while (pos < stream.length) {
            int type = stream[pos] & 0xff;
            if (type > FrameHeader.RESPONSE) {
                write(EXPECTED, type == 0x15 || type == 0x16 ? FrameError.TLS_UNEXPECTED : FrameError.UNKNOWN_TYPE);
                return false;
            }
            if (stream.length - pos < FrameHeader.SIZE) {
                return true;
            }
            long size = BigEndian.getInt(stream, pos + FrameHeader.SIZE_OFFSET) & 0xffff_ffffL;
            if (size > MAX_PAYLOAD) {
                write(EXPECTED, FrameError.SIZE_LIMIT);
                return false;
            }
            int start = pos + FrameHeader.SIZE;
            if (stream.length - start < size) {
                return true;
            }
            pos = start + (int) size;
            int seq = stream[start - FrameHeader.SIZE + 1] & 0xff;
            write(EXPECTED, type, seq, stream, start, pos);
            if (type == FrameHeader.CALL && seq == STOPPING) {
                return false;
            }
        }
        return false;
    }

    private static void write(ByteOutput to, int type, int seq, byte[] in, int start, int end) {
        to.writeByte(type);
        to.writeByte(seq);
        to.writeInt(end - start);
        to.writeBytes(in, start, end - start);
    }

    private static void write(ByteOutput to, FrameError error) {
        to.writeByte(BROKEN);
        to.writeBytes(error.code().getBytes(US_ASCII));
    }

    private static final class Recording implements FrameSink {
        final FrameDecoder decoder = new FrameDecoder(this, MAX_PAYLOAD, 0);
        boolean partial;

        @Override
        public void onCall(int seq, byte[] in, int start, int end) {
            write(SEEN, FrameHeader.CALL, seq, in, start, end);
            if (seq == STOPPING) {
                decoder.stop();
            }
        }

        @Override
        public void onResponse(int seq, byte[] in, int start, int end) {
            write(SEEN, FrameHeader.RESPONSE, seq, in, start, end);
        }

        @Override
        public void onReadComplete(boolean unfinished) {
            partial = unfinished;
        }

        @Override
        public void onBroken(FrameException cause) {
            write(SEEN, cause.error());
        }
    }
}
