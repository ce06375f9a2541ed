package io.perigee.bench.codec;

import org.jspecify.annotations.Nullable;
import org.msgpack.core.buffer.MessageBuffer;
import org.msgpack.core.buffer.MessageBufferInput;
import org.msgpack.core.buffer.MessageBufferOutput;

/** One buffer for all messages of msgpack, which are shorter than it: neither writing nor reading makes garbage. */
final class ReusedBuffer implements MessageBufferOutput, MessageBufferInput {
    private final byte[] bytes = new byte[8192];
    private final MessageBuffer whole = MessageBuffer.wrap(bytes);
    private MessageBuffer message = whole;
    private int length;
    private boolean read;

    int length() {
        return length;
    }

    byte[] bytes() {
        return java.util.Arrays.copyOf(bytes, length);
    }

    /** To be written anew. */
    void clear() {
        length = 0;
    }

    /** To be read from the beginning. */
    void rewind() {
        if (message.size() != length) {
            message = whole.slice(0, length);
        }
        read = false;
    }

    @Override
    public MessageBuffer next(int minimumSize) {
        if (length > 0 || minimumSize > bytes.length) {
            throw new IllegalStateException("message: " + (length + minimumSize) + " bytes (expected: fewer)");
        }
        return whole;
    }

    @Override
    public void writeBuffer(int count) {
        length += count;
    }

    @Override
    public void write(byte[] source, int offset, int count) {
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    @Override
    public void add(byte[] source, int offset, int count) {
        write(source, offset, count);
    }

    @Override
    public @Nullable MessageBuffer next() {
        if (read) {
            return null;
        }
        read = true;
        return message;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
