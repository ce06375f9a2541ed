package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.testing.SameOrder;
import io.perigee.value.LuaValues;
import java.util.Arrays;
import java.util.Set;

/**
 * What a codec promises of any values: what is written is read as the same values, and these are written as the same
 * bytes; or they are refused.
 */
final class RoundTrip {
    /** Trees that share tables expand where there are no references. */
    private static final int MAX_BYTES = 1 << 16;

    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT.withFunctions(true);

    private final ValueReader reader;
    private final ValueReader readerAtPeer;
    private final ValueReader otherReader;
    private final ValueWriter writer;
    private final boolean sharing;
    private final Set<CodecError> refused;
    private final Set<CodecError> refusedOfOther;
    private final ByteOutput out = new ByteOutput(256);

    /**
     * @param other whose values are written, too
     * @param sharing whether the codec keeps what is one table
     * @param refused what of its own values it may refuse
     * @param refusedOfOther the same of the values of the other codec
     */
    RoundTrip(
            ValueCodec codec,
            ValueCodec other,
            boolean sharing,
            Set<CodecError> refused,
            Set<CodecError> refusedOfOther) {
        var objects = new NumberedObjects(false);
        this.reader = codec.newReader(LIMITS, objects);
        this.readerAtPeer = codec.newReader(LIMITS, new NumberedObjects(true));
        this.otherReader = other.newReader(LIMITS, objects);
        this.writer = codec.newWriter(objects);
        this.sharing = sharing;
        this.refused = refused;
        this.refusedOfOther = refusedOfOther;
    }

    /** Reads values from these bytes: those of the other codec if the first one is odd. */
    void check(byte[] bytes) {
        boolean isOther = bytes.length > 0 && (bytes[0] & 1) == 1;
        LuaValues values;
        try {
            values = read(isOther ? otherReader : reader, bytes, Math.min(1, bytes.length));
        } catch (CodecException e) {
            return;
        }
        byte[] written;
        try {
            written = write(values);
        } catch (CodecException e) {
            assertThat(isOther ? refusedOfOther : refused).as(e.getMessage()).contains(e.error());
            return;
        }
        LuaValues again = read(readerAtPeer, written, 0);
        if (!SameOrder.same(values, again, sharing)) {
            throw new AssertionError(again + " (expected: " + values + ")");
        }
        byte[] writtenAgain = write(again);
        if (!Arrays.equals(written, writtenAgain)) {
            assertThat(writtenAgain).isEqualTo(written);
        }
    }

    private static LuaValues read(ValueReader reader, byte[] bytes, int from) {
        reader.attach(bytes, from, bytes.length);
        try {
            return reader.rest();
        } finally {
            reader.detach();
        }
    }

    private byte[] write(LuaValues values) {
        out.truncate(0);
        writer.begin(out, MAX_BYTES);
        for (int i = 0; i < values.size(); i++) {
            writer.write(out, values.get(i));
        }
        return out.toByteArray();
    }
}
