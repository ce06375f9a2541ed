package io.perigee.bench.peers;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Messages of gRPC that are plain bytes; handed over in one piece, as those of Protocol Buffers are. */
record BytesMarshaller<T>(Function<T, byte[]> toBytes, Function<byte[], T> fromBytes)
        implements MethodDescriptor.Marshaller<T> {

    @Override
    public InputStream stream(T value) {
        return new Bytes(toBytes.apply(value));
    }

    @Override
    public T parse(InputStream in) {
        try {
            var bytes = new byte[in.available()];
            int length = in.readNBytes(bytes, 0, bytes.length);
            if (length != bytes.length) {
                throw new IOException("length: " + length + " (expected: " + bytes.length + ")");
            }
            return fromBytes.apply(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
        Bytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream out) throws IOException {
            int length = available();
            out.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
