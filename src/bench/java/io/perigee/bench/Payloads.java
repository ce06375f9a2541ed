package io.perigee.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What Perigee puts into frames for the calls of the benchmark; see sections 3 and 4 of {@code protocol-spec.md}. */
final class Payloads {
    /** The size of a string of {@link Mode#BYTES}. */
    static final int BYTES = 16 << 10;

    private static final int STRING = 4;
    private static final int INTEGER = 7;
    private static final int STATUS_OK = 0;

    private Payloads() {}

    /** {@code add(100001, 100001)}. */
    static byte[] addCall() {
        return write(out -> {
            writeString(out, "add".getBytes(US_ASCII));
            writeInteger(out);
            writeInteger(out);
        });
    }

    static byte[] addResponse() {
        return write(out -> {
            out.writeByte(STATUS_OK);
            writeInteger(out);
        });
    }

    static byte[] echoCall() {
        return write(out -> {
            writeString(out, "echo".getBytes(US_ASCII));
            writeString(out, new byte[BYTES]);
        });
    }

    static byte[] echoResponse() {
        return write(out -> {
            out.writeByte(STATUS_OK);
            writeString(out, new byte[BYTES]);
        });
    }

    private static void writeString(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeByte(STRING);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static void writeInteger(DataOutputStream out) throws IOException {
        out.writeByte(INTEGER);
        out.writeInt(100_001);
    }

    private static byte[] write(Content content) {
        var bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }
}
