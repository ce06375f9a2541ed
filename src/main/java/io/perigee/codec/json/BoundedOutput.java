package io.perigee.codec.json;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import java.io.OutputStream;

/** Lets Jackson append to bytes, but not without end: shared tables may stand for more text than there is memory. */
final class BoundedOutput extends OutputStream {
    private final ByteOutput out;
    private final int maxBytes;
    private final int end;

    BoundedOutput(ByteOutput out, int maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
        this.end = (int) Math.min(Integer.MAX_VALUE, (long) out.length() + maxBytes);
    }

    @Override
    public void write(int value) {
        check(1);
        out.writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        check(count);
        out.writeBytes(bytes, offset, count);
    }

    private void check(int count) {
        if (count > end - out.length()) {
            throw new CodecException(CodecError.SIZE_LIMIT, "a longer text", "<= " + maxBytes + " bytes");
        }
    }
}
