package io.perigee.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.gateway.json.LengthOrder;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A plain connection to a server of length-prefixed JSON, which sends whatever it is given. */
final class TextSocket implements Closeable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteOrder order;

    TextSocket(SocketAddress address, LengthOrder order) throws IOException {
        this.order = order == LengthOrder.LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        channel = SocketChannel.open(address);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        send(bytes.length, bytes);
    }

    /** Sends a text behind any length. */
    void send(int length, byte[] text) throws IOException {
        send(ByteBuffer.allocate(Integer.BYTES + text.length)
                .order(order)
                .putInt(length)
                .put(text)
                .array());
    }

    /** Sends bytes, as far as the server takes them: one that has closed the connection takes none. */
    void send(byte[] bytes) throws IOException {
        var out = ByteBuffer.wrap(bytes);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_WRITE, deadline);
                }
            }
        } catch (Check.Mismatch e) {
            throw e;
        } catch (IOException e) {
            // What it had to say before it closed may still be read.
        }
    }

    /** The text of the next message. */
    String receive() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int length = read(Integer.BYTES, deadline).order(order).getInt();
        Check.that(length >= 0, "length of the answer", Integer.toUnsignedString(length), "that of a text");
        return UTF_8.decode(read(length, deadline)).toString();
    }

    private ByteBuffer read(int size, long deadline) throws IOException {
        var in = ByteBuffer.allocate(size);
        while (in.hasRemaining()) {
            int count = channel.read(in);
            if (count < 0) {
                throw new Check.Mismatch("connection", "closed", "an answer");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return in.flip();
    }

    /** Waits until the server closes the connection; false if it sends more, or does not in time. */
    boolean isEnded() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        var in = ByteBuffer.allocate(1);
        try {
            int count = channel.read(in);
            while (count == 0) {
                await(SelectionKey.OP_READ, deadline);
                count = channel.read(in);
            }
            return count < 0;
        } catch (Check.Mismatch e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void await(int operation, long deadline) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new Check.Mismatch("server", "silent", "an answer, or the end of the connection");
        }
        key.interestOps(operation);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
