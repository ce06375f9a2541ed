package io.perigee.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;

/**
 * A stream, and how it is cut: one byte that says how many cuts there are, one byte for the length of each piece, and the
 * stream. The last piece is what is left.
 */
public final class Pieces {
    private static final int MOST_CUTS = 15;

    private final byte[] input;
    private final int cuts;

    public Pieces(byte[] input) {
        this.input = input;
        this.cuts = input.length == 0 ? 0 : Math.min(input[0] & MOST_CUTS, input.length - 1);
    }

    /** The stream in one piece. */
    public byte[] stream() {
        return Arrays.copyOfRange(input, Math.min(input.length, 1 + cuts), input.length);
    }

    /** Reads piece after piece into a handler, which is the only one of the channel meanwhile. */
    public void readInto(EmbeddedChannel channel, ChannelHandler handler) {
        channel.pipeline().addLast(handler);
        try {
            int pos = 1 + cuts;
            for (int i = 1; i <= cuts && pos < input.length; i++) {
                int length = Math.min(input[i] & 0xff, input.length - pos);
                read(channel, pos, length);
                pos += length;
            }
            if (pos < input.length) {
                read(channel, pos, input.length - pos);
            }
        } finally {
            channel.pipeline().remove(handler);
        }
    }

    private void read(EmbeddedChannel channel, int from, int length) {
        if (length > 0) {
            ByteBuf piece = Unpooled.wrappedBuffer(input, from, length);
            channel.writeInbound(piece);
        }
    }
}
