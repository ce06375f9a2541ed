package io.perigee.codec.luatobin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.testing.Allocation;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of a payload take of the heap: eight times its bytes and a constant, which refuses no single value. */
class HeapOfValuesTest {
    private static final int ELEMENTS = 400;

    /** An error and its text, the reader's first arrays. */
    private static final int APART_FROM_VALUES = 4096;

    /** Tables that take many times their bytes: empty ones, with a pair, with room for none, with what else is large. */
    private static final String EMPTY = "050000";

    private static final String ONE_PAIR = "05000101010101";
    private static final String LIST_AND_PAIR = "050002" + "07000000010101" + "01000101";
    private static final String KEY_AND_LIST = "050002" + "01010101" + "07000000010101";
    private static final String FUNCTIONS = "050002" + "060000060000" + "060000060000";
    private static final String ONE_KEY_OF_FUNCTIONS = "050003" + "0101060000" + "0101060000" + "0101060000";
    private static final String NESTED = "050001" + "0500010500000101" + "0500010500000101";
    private static final String STRINGS = "050001" + "04000161" + "04000162";

    private static ValueReader reader(DecodeLimits limits) {
        return Luatobin.INSTANCE.newReader(limits.withFunctions(true), ObjectReferences.NONE);
    }

    private static LuaValues read(ValueReader reader, byte[] bytes) {
        reader.attach(bytes, 0, bytes.length);
        try {
            return reader.rest();
        } finally {
            reader.detach();
        }
    }

    /** A table with so many of these as elements. */
    private static byte[] table(String hex) {
        byte[] element = HexFormat.of().parseHex(hex);
        var out = new ByteOutput(16);
        out.writeByte(Tag.TABLE);
        out.writeShort(ELEMENTS);
        for (int i = 1; i <= ELEMENTS; i++) {
            out.writeByte(Tag.INT);
            out.writeInt(i);
            out.writeBytes(element, 0, element.length);
        }
        return out.toByteArray();
    }

    /** How many nodes it has: the least limit that it is not refused for. */
    private static int nodes(byte[] bytes) {
        int refused = 0;
        int nodes = 16 * ELEMENTS;
        while (nodes - refused > 1) {
            int middle = (refused + nodes) / 2;
            try {
                read(reader(new DecodeLimits(64, middle, true, Integer.MAX_VALUE)), bytes);
                nodes = middle;
            } catch (CodecException e) {
                assertThat(e.error()).isEqualTo(CodecError.NODES);
                refused = middle;
            }
        }
        return nodes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {EMPTY, ONE_PAIR, LIST_AND_PAIR, KEY_AND_LIST, FUNCTIONS, ONE_KEY_OF_FUNCTIONS, NESTED, STRINGS})
    void aValueOfAllItsNodesIsNotRefusedForItsMemory(String element) {
        byte[] bytes = table(element);
        var limits = new DecodeLimits(64, nodes(bytes), true);
        assertThat(((LuaTable) read(reader(limits), bytes).get(0)).length()).isEqualTo(ELEMENTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {EMPTY, ONE_PAIR, LIST_AND_PAIR, KEY_AND_LIST, FUNCTIONS, ONE_KEY_OF_FUNCTIONS, NESTED, STRINGS})
    void whatIsRefusedForItsMemoryIsNotAllocated(String element) {
        int free = 4096;
        byte[] bytes = table(element);
        var careful = reader(DecodeLimits.DEFAULT.withFreeMemory(free));
        var error = new AtomicReference<@Nullable CodecError>();
        Allocation.check(bytes.length, free + APART_FROM_VALUES, () -> {
            try {
                read(careful, bytes);
            } catch (CodecException e) {
                error.set(e.error());
            }
        });
        assertThat(error).hasValue(CodecError.MEMORY);
    }

    @Test
    void theValuesOfAPayloadAreReckonedTogether() {
        var out = new ByteOutput(16);
        for (int i = 0; i < 1 << 16; i++) {
            out.writeBytes(HexFormat.of().parseHex(EMPTY), 0, 3);
        }
        byte[] tables = out.toByteArray();
        assertThat(read(reader(DecodeLimits.DEFAULT), tables).size()).isEqualTo(1 << 16);
        var careful = reader(DecodeLimits.DEFAULT.withFreeMemory(1 << 20));
        assertThat(catchThrowableOfType(CodecException.class, () -> read(careful, tables))
                        .error())
                .isEqualTo(CodecError.MEMORY);
        // Payloads have nothing to do with each other.
        assertThat(read(careful, HexFormat.of().parseHex(EMPTY)).size()).isEqualTo(1);
    }
}
