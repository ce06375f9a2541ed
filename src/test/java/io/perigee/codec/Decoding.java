package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.testing.Allocation;
import java.util.Set;

/** What a codec promises of any bytes: values, or one of its errors at a byte of them, for a bounded part of the heap. */
final class Decoding {
    /** What decoding takes beside the values: an error and its text, the reader's first arrays. */
    private static final int APART_FROM_VALUES = 4096;

    /** Little, so that inputs of a few kilobytes meet the limit. */
    private static final int FREE_MEMORY = 4096;

    private static final int MAX_NODES = 1000;

    private final ValueReader reader;
    private final Set<CodecError> documented;

    Decoding(ValueCodec codec, Set<CodecError> documented) {
        this.reader = codec.newReader(new DecodeLimits(64, MAX_NODES, true, FREE_MEMORY), new NumberedObjects(false));
        this.documented = documented;
    }

    void check(byte[] bytes) {
        Allocation.check(bytes.length, APART_FROM_VALUES + FREE_MEMORY, () -> decode(bytes));
    }

    private void decode(byte[] bytes) {
        reader.attach(bytes, 0, bytes.length);
        try {
            var unused = reader.rest();
        } catch (CodecException e) {
            check(e, bytes.length);
        } finally {
            reader.detach();
        }
    }

    private void check(CodecException e, int length) {
        if (!documented.contains(e.error()) || e.offset() < 0 || e.offset() > length) {
            assertThat(documented).as(e.getMessage()).contains(e.error());
            assertThat(e.offset()).as(e.getMessage()).isBetween(0, length);
        }
    }
}
