package io.perigee.codec.luatobin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes and values that are made to hurt: what they cost, and where they are stopped. */
class HostileValuesTest {
    private final ValueReader reader =
            Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectReferences.NONE);

    private LuaValues read(ByteBuf buffer) {
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        reader.attach(bytes, 0, bytes.length);
        try {
            return reader.rest();
        } finally {
            reader.detach();
        }
    }

    private LuaValues read(String hex) {
        return read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private static ByteBuf write(LuaValue value) {
        var out = new ByteOutput(16);
        Luatobin.INSTANCE.newWriter(ObjectReferences.NONE).write(out, value);
        return Unpooled.wrappedBuffer(out.toByteArray());
    }

    private static CodecError errorOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
        return catchThrowableOfType(CodecException.class, code).error();
    }

    private static LuaTable everything() {
        var shared = LuaTable.listOf("shared", 2);
        var table = new LuaTable()
                .put("string", "text")
                .put("again", "text")
                .put("double", 0.5)
                .put("integer", -7)
                .put("truth", true)
                .put("shared", shared)
                .put("sharedAgain", shared)
                .put("code", LuaFunction.ofBytecode(new byte[] {0x1b, 0x4c}));
        return table.put("self", table);
    }

    @Test
    void aValueCutAtAnyByteIsTruncated() {
        var whole = write(everything());
        for (int length = 1; length < whole.writerIndex(); length++) {
            var cut = whole.slice(0, length);
            var failure = catchThrowableOfType(CodecException.class, () -> read(cut));
            assertThat(failure.error()).as("cut at byte %s", length).isEqualTo(CodecError.TRUNCATED);
            assertThat(failure.offset()).isBetween(0, length);
        }
        assertThat(LuaValue.sameStructure(read(whole).get(0), everything())).isTrue();
    }

    @Test
    void anyByteMayBeAnythingWithoutHarmBeyondANamedError() {
        var whole = ByteBufUtil.getBytes(write(everything()));
        for (int at = 0; at < whole.length; at++) {
            for (int value = 0; value < 256; value++) {
                var changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    read(Unpooled.wrappedBuffer(changed));
                } catch (CodecException named) {
                    assertThat(named).hasMessageContaining(named.error().code() + ": ");
                }
            }
        }
    }

    @Test
    void theReaderIsAsGoodAsNewAfterAnError() {
        for (String hex : new String[] {"05000204000161", "0500010101140009", "0500010500", "050001050001050001ff"}) {
            assertThatThrownBy(() -> read(hex)).isInstanceOf(CodecException.class);
            assertThat(read("0500010101050000").get(0)).isInstanceOf(LuaTable.class);
            // Numbers of references begin anew: there is nothing that 1 could mean here.
            assertThat(errorOf(() -> read("140001"))).isEqualTo(CodecError.BAD_REFERENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"05fffe", "04fffe", "06fffe", "05ffff", "04ffff", "06ffff"})
    void lengthsAreCheckedBeforeAnythingIsAllocated(String hex) {
        var single = ByteBufUtil.decodeHexDump(hex);
        var many = Unpooled.buffer();
        // Sixteen million of them in a row would need a terabyte if they were believed.
        for (int i = 0; i < 1000; i++) {
            many.clear().writeBytes(single);
            assertThatThrownBy(() -> read(many)).isInstanceOf(CodecException.class);
        }
    }

    /** Each table says that all the bytes behind it are pairs of its own. */
    @Test
    void tablesWithinTablesCannotClaimTheSameBytesAgainAndAgain() {
        var nested = Unpooled.buffer();
        for (int depth = 0; depth < 60; depth++) {
            nested.writeByte(Tag.TABLE)
                    .writeShort(65_534)
                    .writeByte(Tag.BOOLEAN)
                    .writeByte(1);
        }
        nested.writeZero(2 * 65_534);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(errorOf(() -> read(nested))).isEqualTo(CodecError.NIL_KEY);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void depthIsBoundedBothWays() {
        LuaValue deepest = new LuaTable();
        for (int i = 1; i < 64; i++) {
            deepest = LuaTable.listOf(deepest);
        }
        LuaValue allowed = deepest;
        LuaValue tooDeep = LuaTable.listOf(deepest);

        assertThat(LuaValue.sameStructure(read(write(allowed)).get(0), allowed)).isTrue();
        assertThat(errorOf(() -> write(tooDeep))).isEqualTo(CodecError.DEPTH);
        assertThat(errorOf(() -> read("0500010101".repeat(64) + "050000"))).isEqualTo(CodecError.DEPTH);
        assertThat(errorOf(() -> read("050001".repeat(64) + "050000"))).isEqualTo(CodecError.DEPTH);
    }

    @Test
    void aTableThatContainsItselfIsWrittenOnce() {
        var table = new LuaTable();
        table.put(table, table);
        assertThat(ByteBufUtil.hexDump(write(table))).isEqualTo("050001140001140001");
    }

    @Test
    void aWriterOfDeepTablesInCyclesEnds() {
        var first = new LuaTable();
        LuaTable last = first;
        for (int i = 0; i < 63; i++) {
            var next = new LuaTable();
            last.put(1, next);
            last = next;
        }
        last.put(1, first);
        assertThat(read(write(first)).get(0)).isInstanceOf(LuaTable.class);
    }

    @Test
    @org.junit.jupiter.api.Tag("heavy")
    void thousandsOfCollidingKeysAreReadAndWrittenInTime() {
        var table = new LuaTable();
        for (int choice = 0; choice < 16_384; choice++) {
            var bytes = new byte[14 * 16];
            for (int block = 0; block < 14; block++) {
                if ((choice >> block & 1) != 0) {
                    bytes[block * 16 + 7] = (byte) 0x80;
                    bytes[block * 16 + 15] = (byte) 0x80;
                    bytes[block * 16 + 11] = (byte) 0x80;
                }
            }
            table.put(LuaString.wrap(bytes), LuaValue.of(true));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(((LuaTable) read(write(table)).get(0)).size()).isEqualTo(16_384);
            }
        });
    }

    @Test
    @org.junit.jupiter.api.Tag("heavy")
    void takingElementsAwayAndPuttingThemBackTakesNoQuadraticTime() {
        var out = Unpooled.buffer().writeByte(Tag.TABLE).writeShort(65_534);
        for (int i = 1; i <= 32_766; i++) {
            out.writeByte(Tag.INT).writeInt(i).writeByte(Tag.BOOLEAN).writeByte(1);
        }
        for (int i = 0; i < 16_384; i++) {
            out.writeByte(Tag.INT).writeInt(1).writeByte(Tag.NIL);
            out.writeByte(Tag.INT).writeInt(1).writeByte(Tag.BOOLEAN).writeByte(1);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(((LuaTable) read(out).get(0)).length()).isEqualTo(32_766);
            }
        });
    }

    /** Tables that share one another, 2^60 of them along every path. */
    private static LuaTable bomb() {
        var table = new LuaTable();
        for (int i = 0; i < 60; i++) {
            table = LuaTable.listOf(table, table);
        }
        return table;
    }

    @Test
    void tablesThatShareOneAnotherCostTheirBytes() {
        var bytes = write(bomb());
        assertThat(bytes.readableBytes()).isLessThan(2_000);
        assertThat(ByteBufUtil.hexDump(write(read(bytes).get(0)))).isEqualTo(ByteBufUtil.hexDump(bytes));
    }

    /** The array part is written first, so that the numbers are used up when the tables come that share one another. */
    @Test
    @org.junit.jupiter.api.Tag("heavy")
    void tablesThatShareOneAnotherBehindTheLastReferenceAreRefused() {
        var fill = new LuaTable();
        var more = new LuaTable();
        for (int i = 1; i <= 40_000; i++) {
            fill.put(i, LuaValue.of("a" + i));
            more.put(i, LuaValue.of("b" + i));
        }
        var value = LuaTable.listOf(fill, more).put("bomb", bomb());

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThat(errorOf(() -> write(value)))
                .isEqualTo(CodecError.REFERENCE_LIMIT));
    }

    @Test
    void aFewRepetitionsBehindTheLastReferenceAreWrittenInFull() {
        var fill = new LuaTable();
        var more = new LuaTable();
        for (int i = 1; i <= 40_000; i++) {
            fill.put(i, LuaValue.of("a" + i));
            more.put(i, LuaValue.of("b" + i));
        }
        var shared = LuaTable.listOf("x");
        var value = LuaTable.listOf(fill, more, LuaTable.listOf(shared, shared));

        var back = (LuaTable) read(write(value)).get(0);
        var pair = (LuaTable) back.get(3);
        assertThat(pair.get(1)).isNotSameAs(pair.get(2));
        assertThat(LuaValue.sameStructure(pair.get(1), pair.get(2))).isTrue();
    }

    @Test
    @org.junit.jupiter.api.Tag("heavy")
    void theNodesOfAValueAreCounted() {
        var out = Unpooled.buffer().writeByte(Tag.TABLE).writeShort(16);
        for (int i = 0; i < 16; i++) {
            out.writeByte(Tag.INT).writeInt(i).writeByte(Tag.TABLE).writeShort(65_534);
            for (int pair = 0; pair < 65_534; pair++) {
                out.writeByte(Tag.INT).writeInt(pair).writeByte(Tag.NIL);
            }
        }
        assertThat(errorOf(() -> read(out))).isEqualTo(CodecError.NODES);
    }

    @Test
    @org.junit.jupiter.api.Tag("heavy")
    void millionsOfArgumentsAreNotKept() {
        var many = Unpooled.buffer().writeZero(1 << 20);
        assertThat(read(many).size()).isEqualTo(1 << 20);
        assertThat(read("0101").size()).isEqualTo(1);
    }

    @Test
    void bytesBehindAValueAreAnotherValue() {
        assertThat(errorOf(() -> read("0101ff"))).isEqualTo(CodecError.UNKNOWN_TAG);
        assertThat(read("01010100")).isEqualTo(LuaValues.from(true, false));
    }

    @Test
    void anObjectThatNobodyHandedOutIsAnErrorAtItsByte() {
        var failure = catchThrowableOfType(CodecException.class, () -> read("01013f00000007"));
        assertThat(failure.error()).isEqualTo(CodecError.UNKNOWN_OBJECT);
        assertThat(failure.offset()).isEqualTo(2);
    }

    @Test
    void bytecodeIsRefusedUnlessItIsAllowed() {
        var careful = Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);
        var bytes = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("0600041b4c7561"));
        careful.attach(bytes.array(), 0, bytes.writerIndex());
        assertThat(errorOf(careful::next)).isEqualTo(CodecError.BYTECODE_REFUSED);
        assertThat(read(bytes).get(0)).isInstanceOf(LuaFunction.class);
    }
}
