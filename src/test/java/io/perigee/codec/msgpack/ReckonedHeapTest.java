package io.perigee.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.NumberedObjects;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of the heap a payload is reckoned to take: to the byte, since a sum that is a little too low adds up. */
class ReckonedHeapTest {
    private static final int MOST = 4096;

    private static boolean isRefused(byte[] bytes, int freeMemory, int maxNodes) {
        var reader = MsgPack.INSTANCE.newReader(
                new DecodeLimits(64, maxNodes, false, freeMemory), new NumberedObjects(false));
        reader.attach(bytes, 0, bytes.length);
        try {
            var unused = reader.rest();
            return false;
        } catch (CodecException e) {
            return e.error() == CodecError.MEMORY;
        } finally {
            reader.detach();
        }
    }

    /** The least memory that it is not refused for. */
    private static int reckoned(String hex, int maxNodes) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        int free = 0;
        while (isRefused(bytes, free, maxNodes)) {
            assertThat(free++).as("free bytes").isLessThan(MOST);
        }
        return free + DecodeLimits.MEMORY_FACTOR * bytes.length;
    }

    @ParameterizedTest
    @CsvSource({
        "c0, 24",
        "c0 c0, 48",
        "01, 24",
        "ce 00 00 ff ff, 48",
        "d2 00 00 ff ff, 48",
        "ca 3f c0 00 00, 48",
        "a0, 24",
        "a1 61, 73",
        "a3 61 62 63, 75",
        // A table of its own size, then with elements, with other pairs, with both.
        "80, 56",
        "90, 56",
        "91 01, 84",
        "92 01 02, 88",
        "91 c0, 84",
        "81 01 01, 84",
        "81 c3 01, 227",
        "81 a1 61 01, 212",
        "82 a1 61 01 a1 62 01, 280",
        // It was laid out for elements, and pairs come that are none: the first, and one more.
        "82 01 01 c3 01, 280",
        "83 01 01 c3 01 c2 01, 348",
        // It was laid out for other pairs, and an element comes.
        "82 a1 61 01 01 01, 295",
        // Tables in tables, each reckoned by itself.
        "91 91 91 01, 204",
        "81 a1 61 80, 244",
    })
    void isWhatItsValuesTake(String hex, int bytes) {
        assertThat(reckoned(hex, 1000)).isEqualTo(bytes);
    }

    /** Room is reckoned, and made, for no more elements than there can be behind what the tables around still need. */
    @ParameterizedTest
    @CsvSource({
        "93 94 01 02 c0 c0, 1000, 156",
        "93 92 01 02 c0 c0, 1000, 156",
        "93 93 01 02 c0 c0, 1000, 156",
        // Of nodes that there may be, some are behind it already.
        "93 01 02 03, 3, 88",
    })
    void isNotMoreForLiesInTablesWithinTables(String hex, int maxNodes, int bytes) {
        assertThat(reckoned(hex, maxNodes)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"c7 05 4f 21 00 00 00 07, 88", "c7 05 4f 3f 00 00 00 07, 88"})
    void anObjectIsReckonedAsItsStandIn(String hex, int bytes) {
        assertThat(reckoned(hex, 1000)).isEqualTo(bytes);
    }
}
