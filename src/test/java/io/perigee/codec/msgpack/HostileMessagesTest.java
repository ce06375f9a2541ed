package io.perigee.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.testing.Allocation;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes and values that are made to hurt: what they cost, and where they are stopped. */
class HostileMessagesTest {
    private final MsgPackReader reader = MsgPack.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);

    private LuaValues read(byte[] bytes) {
        reader.attach(bytes, 0, bytes.length);
        try {
            return reader.rest();
        } finally {
            reader.detach();
        }
    }

    private static byte[] write(LuaValue value, int maxBytes) {
        var out = new ByteOutput(16);
        var writer = MsgPack.INSTANCE.newWriter(ObjectReferences.NONE);
        writer.begin(out, maxBytes);
        writer.write(out, value);
        return out.toByteArray();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private CodecError errorOf(byte[] bytes) {
        return catchThrowableOfType(CodecException.class, () -> read(bytes)).error();
    }

    private static CodecError refusal(LuaValue value) {
        return catchThrowableOfType(CodecException.class, () -> write(value, 16 << 20))
                .error();
    }

    private static LuaTable everything() {
        return new LuaTable()
                .put("string", "text")
                .put("long", "x".repeat(300))
                .put("binary", LuaString.wrap(bytes("00ff")))
                .put("double", 0.5)
                .put("small", -7)
                .put("medium", 70_000)
                .put("large", 1L << 40)
                .put("truth", true)
                .put("list", LuaTable.listOf(1, 2, LuaTable.listOf()))
                .put(LuaTable.listOf("key"), LuaValue.of(1));
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** Tables that take many times their bytes: empty ones, and such whose only value is no element of their array. */
    @ParameterizedTest
    @ValueSource(strings = {"90", "92c001", "93c0c001", "93c001c0"})
    void theMemoryOfAllTablesIsCounted(String table) {
        byte[] each = bytes(table);
        int count = 900_000 / each.length;
        byte[] tables = ByteBuffer.allocate(5 + count * each.length)
                .put((byte) 0xdd)
                .putInt(count)
                .array();
        for (int at = 5; at < tables.length; at += each.length) {
            System.arraycopy(each, 0, tables, at, each.length);
        }
        assertThat(((LuaTable) read(tables).get(0)).length()).isEqualTo(count);

        var careful = MsgPack.INSTANCE.newReader(DecodeLimits.DEFAULT.withFreeMemory(1 << 20), ObjectReferences.NONE);
        Allocation.check(tables.length, (1 << 20) + (1 << 16), () -> {
            careful.attach(tables, 0, tables.length);
            assertThat(catchThrowableOfType(CodecException.class, careful::next).error())
                    .isEqualTo(CodecError.MEMORY);
        });
    }

    @Test
    void aValueCutAtAnyByteIsTruncated() {
        byte[] whole = write(everything(), 1 << 20);
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            var failure = catchThrowableOfType(CodecException.class, () -> read(cut));
            assertThat(failure.error()).as("cut at byte %s", length).isEqualTo(CodecError.TRUNCATED);
            assertThat(failure.offset()).isBetween(0, length);
        }
        assertThat(LuaValue.sameStructure(read(whole).get(0), everything())).isTrue();
    }

    @Test
    void anyByteMayBeAnythingWithoutHarmBeyondANamedError() {
        byte[] whole = write(everything(), 1 << 20);
        for (int at = 0; at < whole.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    read(changed);
                } catch (CodecException named) {
                    assertThat(named).hasMessageContaining(named.error().code() + ": ");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dd7ffffff0",
                "df40000000",
                "ddffffffff",
                "dfffffffff",
                "df80000000",
                "db7fffffff",
                "dbffffffff",
                "c6ffffffff",
                "c9ffffffff4f",
                "dcffff",
                "deffff",
                "daffff",
                "c5ffff",
                "d9ff",
                "c4ff",
                "9f",
                "8f",
                "bf",
                "dd7ffffff000000000",
                "df4000000000000000"
            })
    void countsAreCheckedBeforeAnythingIsAllocated(String hex) {
        byte[] lie = bytes(hex);
        assertThat(errorOf(lie)).isEqualTo(CodecError.TRUNCATED);
        long before = allocatedBytes();
        for (int i = 0; i < 1000; i++) {
            errorOf(lie);
        }
        assertThat(allocatedBytes() - before).isLessThan(16 << 20);
    }

    /** Each table says that all the bytes behind it are elements, or pairs, of its own. */
    @ParameterizedTest
    @Tag("heavy")
    @ValueSource(strings = {"dd000fff00", "df0007ff0000", "df0007ff0001"})
    void tablesWithinTablesCannotClaimTheSameBytesAgainAndAgain(String head) {
        var out = new ByteOutput(16);
        for (int depth = 0; depth < 60; depth++) {
            out.writeBytes(bytes(head));
        }
        for (int i = 0; i < 1 << 20; i++) {
            out.writeByte(0xc0);
        }
        byte[] nested = out.toByteArray();
        read(bytes("90"));
        long before = allocatedBytes();
        assertThat(errorOf(nested)).isIn(CodecError.NIL_KEY, CodecError.NODES, CodecError.TRUNCATED);
        assertThat(allocatedBytes() - before).isLessThan(24 << 20);
    }

    @Test
    @Tag("heavy")
    void valuesOfOneByteAreCountedForTheWholePayload() {
        byte[] tables = new byte[4 << 20];
        Arrays.fill(tables, (byte) 0x90);
        long before = allocatedBytes();
        assertThat(errorOf(tables)).isEqualTo(CodecError.NODES);
        assertThat(allocatedBytes() - before).isLessThan(128 << 20);
        byte[] fair = Arrays.copyOf(tables, 1_000_000);
        assertThat(read(fair).size()).isEqualTo(1_000_000);
        assertThat(read(fair).size()).isEqualTo(1_000_000);
    }

    @Test
    void depthIsBoundedBothWays() {
        LuaValue deepest = new LuaTable();
        for (int i = 1; i < 64; i++) {
            deepest = LuaTable.listOf(deepest);
        }
        LuaValue tooDeep = LuaTable.listOf(deepest);

        assertThat(LuaValue.sameStructure(read(write(deepest, 100)).get(0), deepest))
                .isTrue();
        assertThat(refusal(tooDeep)).isEqualTo(CodecError.DEPTH);
        assertThat(errorOf(bytes("91".repeat(64) + "90"))).isEqualTo(CodecError.DEPTH);
        assertThat(errorOf(bytes("91".repeat(100_000)))).isEqualTo(CodecError.DEPTH);
        assertThat(errorOf(bytes("81".repeat(100_000)))).isEqualTo(CodecError.DEPTH);
    }

    /** Tables that share one another, 2^60 of them along every path. */
    @Test
    @Tag("heavy")
    void sharedTablesAreExpandedWithinTheBudget() {
        var table = new LuaTable();
        for (int i = 0; i < 60; i++) {
            table = LuaTable.listOf(table, table);
        }
        LuaTable bomb = table;
        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(refusal(bomb)).isEqualTo(CodecError.SIZE_LIMIT));
        var self = new LuaTable().put("bomb", bomb);
        self.put(1, self);
        assertThat(refusal(self)).isEqualTo(CodecError.CYCLE);
    }

    @Test
    @Tag("heavy")
    void aLongStringIsHeldAgainstTheBudgetBeforeItIsCopied() {
        var text = LuaString.of("x".repeat(1 << 20));
        var list = new LuaTable();
        for (int i = 1; i <= 100_000; i++) {
            list.put(i, text);
        }
        assertThat(refusal(list)).isEqualTo(CodecError.SIZE_LIMIT);
    }

    @Test
    void theBudgetIsOfThePayloadAlone() {
        var out = new ByteOutput(16);
        var writer = MsgPack.INSTANCE.newWriter(ObjectReferences.NONE);
        for (int i = 0; i < 10; i++) {
            writer.begin(out, 10);
            writer.write(out, LuaString.of("12345"));
        }
        assertThat(out.length()).isEqualTo(60);
    }

    @Test
    void writingAndReadingSmallValuesMakesNothingButTheValues() {
        var out = new ByteOutput(1024);
        var writer = MsgPack.INSTANCE.newWriter(ObjectReferences.NONE);
        LuaValue text = LuaString.of("grüße");
        byte[] in = bytes("a3616464030701cc80");
        long before = 0;
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                before = allocatedBytes();
            }
            out.truncate(0);
            writer.begin(out, 1024);
            writer.writeName(out, "add");
            writer.writeInteger(out, i);
            writer.write(out, text);
            reader.attach(in, 0, in.length);
            reader.skip(reader.nextName());
            reader.next();
            reader.next();
            reader.next();
            reader.next();
        }
        assertThat(allocatedBytes() - before).isLessThan(100_000);
    }
}
