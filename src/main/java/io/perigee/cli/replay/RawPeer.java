package io.perigee.cli.replay;

import io.perigee.wire.FrameHeader;
import io.perigee.wire.Status;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a live peer that sends whatever bytes it is given, which no well-behaved connection could.
 *
 * <p>It reads while it writes, so that a peer which answers much is never in its way.
 */
final class RawPeer implements Closeable {
    private static final int CHUNK = 64 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    /** What was received and not taken yet, from its position to its limit. */
    private ByteBuffer received = ByteBuffer.allocate(CHUNK).limit(0);

    private boolean ended;

    RawPeer(SocketChannel connected) throws IOException {
        channel = connected;
        if (channel.getRemoteAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** A whole frame, header included. */
    static final class Frame {
        private final byte[] bytes;

        private Frame(byte[] bytes) {
            this.bytes = bytes;
        }

        int type() {
            return bytes[0] & 0xff;
        }

        int seq() {
            return bytes[1] & 0xff;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }

    /** Sends the bytes, as far as the peer takes them: one that has closed the connection takes none. */
    void send(byte[] bytes) throws IOException {
        var out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining() && !ended) {
            try {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_READ | SelectionKey.OP_WRITE, Long.MAX_VALUE);
                }
            } catch (IOException e) {
                ended = true;
            }
        }
    }

    /**
     * The next response; calls of the peer in between are answered with "no such procedure".
     *
     * @return null if the connection ended
     * @throws Check.Mismatch if nothing came in time
     */
    @Nullable
    Frame receive(long deadlineNanos) throws IOException {
        while (true) {
            Frame frame = take();
            if (frame == null && ended) {
                return null;
            }
            if (frame == null) {
                if (!await(SelectionKey.OP_READ, deadlineNanos)) {
                    throw new Check.Mismatch("peer", "silent", "a response or the end of the connection");
                }
            } else if (frame.type() == FrameHeader.RESPONSE) {
                return frame;
            } else {
                send(new byte[] {FrameHeader.RESPONSE, (byte) frame.seq(), 0, 0, 0, 1, Status.NO_SUCH_PROCEDURE});
            }
        }
    }

    private @Nullable Frame take() {
        if (received.remaining() < FrameHeader.SIZE) {
            return null;
        }
        int start = received.position();
        int size = received.getInt(start + FrameHeader.SIZE_OFFSET);
        if (size < 0 || received.remaining() - FrameHeader.SIZE < size) {
            return null;
        }
        int end = start + FrameHeader.SIZE + size;
        received.position(end);
        return new Frame(Arrays.copyOfRange(received.array(), start, end));
    }

    /** Waits until something can be done, and reads what there is; false when the time is over. */
    private boolean await(int operations, long deadlineNanos) throws IOException {
        key.interestOps(operations);
        long millis = deadlineNanos == Long.MAX_VALUE
                ? 0
                : TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
        if (millis < 0) {
            return false;
        }
        selector.select(millis);
        selector.selectedKeys().clear();
        read();
        return deadlineNanos == Long.MAX_VALUE || ended || received.hasRemaining() || System.nanoTime() < deadlineNanos;
    }

    private void read() {
        var room = ByteBuffer.allocate(Math.max(CHUNK, received.remaining() * 2));
        room.put(received);
        try {
            ended |= channel.read(room) < 0;
        } catch (IOException e) {
            ended = true;
        }
        received = room.flip();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
