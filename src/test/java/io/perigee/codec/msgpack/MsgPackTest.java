package io.perigee.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class MsgPackTest {
    private static final LuaString BINARY = LuaString.wrap(new byte[] {0, (byte) 0xff});

    private static byte[] write(MsgPack codec, LuaValue... values) {
        var out = new ByteOutput(16);
        var writer = codec.newWriter(ObjectReferences.NONE);
        for (LuaValue value : values) {
            writer.write(out, value);
        }
        return out.toByteArray();
    }

    private static String hex(LuaValue value) {
        return HexFormat.of().formatHex(write(MsgPack.INSTANCE, value));
    }

    private static String stockMq(LuaValue value) {
        return HexFormat.of().formatHex(write(MsgPack.STOCKMQ, value));
    }

    private static MsgPackReader reader(MsgPack codec, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        MsgPackReader reader = codec.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);
        reader.attach(bytes, 0, bytes.length);
        return reader;
    }

    private static LuaValues read(String hex) {
        return reader(MsgPack.INSTANCE, hex).rest();
    }

    private static CodecError errorOf(ThrowingCallable code) {
        return catchThrowableOfType(CodecException.class, code).error();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, cc80",
        "255, ccff",
        "256, cd0100",
        "65535, cdffff",
        "65536, ce00010000",
        "4294967295, ceffffffff",
        "4294967296, cf0000000100000000",
        "9223372036854775807, cf7fffffffffffffff",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "-128, d080",
        "-129, d1ff7f",
        "-32768, d18000",
        "-32769, d2ffff7fff",
        "-2147483648, d280000000",
        "-2147483649, d3ffffffff7fffffff",
        "-9223372036854775808, d38000000000000000"
    })
    void integersTakeTheirSmallestForm(long value, String expected) {
        assertThat(hex(LuaInteger.of(value))).isEqualTo(expected);
        var out = new ByteOutput(1);
        MsgPack.INSTANCE.newWriter(ObjectReferences.NONE).writeInteger(out, value);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(expected);
        assertThat(read(expected).get(0)).isInstanceOf(LuaInteger.class).isEqualTo(LuaInteger.of(value));
    }

    @ParameterizedTest
    @CsvSource({
        "cc07",
        "cd0007",
        "ce00000007",
        "cf0000000000000007",
        "d007",
        "d10007",
        "d200000007",
        "d30000000000000007"
    })
    void integersAreReadInAnyForm(String hex) {
        assertThat(read(hex).get(0)).isEqualTo(LuaInteger.of(7));
    }

    @Test
    void unsignedIntegersBeyondALongAreDoublesWhereThatIsExact() {
        assertThat(read("cf8000000000000000").get(0))
                .isInstanceOf(LuaDouble.class)
                .isEqualTo(LuaDouble.of(0x1p63));
        assertThat(read("cffffffffffffff800").get(0)).isEqualTo(LuaDouble.of(0x1p64 - 2048));
        assertThat(errorOf(() -> read("cf8000000000000001"))).isEqualTo(CodecError.INTEGER_RANGE);
        assertThat(errorOf(() -> read("cfffffffffffffffff"))).isEqualTo(CodecError.INTEGER_RANGE);
    }

    @Test
    void aDoubleStaysADouble() {
        assertThat(hex(LuaDouble.of(3))).isEqualTo("cb4008000000000000");
        assertThat(read("cb4008000000000000").get(0)).isInstanceOf(LuaDouble.class);
        assertThat(hex(LuaDouble.of(-0.0))).isEqualTo("cb8000000000000000");
        assertThat(read("ca3fc00000").get(0)).isEqualTo(LuaDouble.of(1.5));
        assertThat(read("ca7fc00000").get(0)).isEqualTo(LuaDouble.of(Double.NaN));
        assertThat(read("caff800000").get(0)).isEqualTo(LuaDouble.of(Double.NEGATIVE_INFINITY));
    }

    @Test
    void bothKindsOfBytesAreReadAsStrings() {
        assertThat(read("a161 d90161 da000161 db0000000161 c40161 c5000161 c60000000161".replace(" ", ""))
                        .toList())
                .hasSize(7)
                .containsOnly(LuaString.of("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, a0",
        "31, bf",
        "32, d920",
        "255, d9ff",
        "256, da0100",
        "65535, daffff",
        "65536, db00010000",
        "1000000, db000f4240"
    })
    void textIsAString(int length, String head) {
        String text = "x".repeat(length);
        assertThat(hex(LuaString.of(text))).isEqualTo(head + "78".repeat(length));
        assertThat(read(hex(LuaString.of(text))).get(0)).isEqualTo(LuaString.of(text));
        var out = new ByteOutput(1);
        MsgPack.INSTANCE.newWriter(ObjectReferences.NONE).writeName(out, text);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex(LuaString.of(text)));
    }

    @ParameterizedTest
    @CsvSource({"1, c401", "255, c4ff", "256, c50100", "65536, c600010000"})
    void otherBytesAreBinary(int length, String head) {
        byte[] bytes = HexFormat.of().parseHex("ff".repeat(length));
        assertThat(hex(LuaString.wrap(bytes))).isEqualTo(head + "ff".repeat(length));
        assertThat(read(hex(LuaString.wrap(bytes))).get(0)).isEqualTo(LuaString.wrap(bytes));
    }

    @Test
    void denseListsAreArraysAndAllElseIsAMap() {
        assertThat(hex(new LuaTable())).isEqualTo("90");
        assertThat(hex(LuaTable.listOf(1, 2))).isEqualTo("920102");
        assertThat(hex(LuaTable.listOf(1, null, 3))).isEqualTo("8201010303");
        assertThat(hex(new LuaTable().put("k", 7))).isEqualTo("81a16b07");
        assertThat(hex(LuaTable.listOf(5).put("k", 7))).isEqualTo("820105a16b07");
        assertThat(hex(new LuaTable().put(0, LuaValue.of(1)))).isEqualTo("810001");
        assertThat(hex(new LuaTable().put(2, LuaValue.of(2)).put(1, LuaValue.of(1))))
                .isEqualTo("920102");
        var shrunk = LuaTable.listOf(1, 2).put("k", 3).put("k", null);
        assertThat(hex(shrunk)).isEqualTo("920102");
    }

    @ParameterizedTest
    @CsvSource({"15, 9f, 8f", "16, dc0010, de0010", "65535, dcffff, deffff", "65536, dd00010000, df00010000"})
    void countsTakeTheirSmallestForm(int count, String array, String map) {
        var list = new LuaTable();
        var pairs = new LuaTable();
        for (int i = 1; i <= count; i++) {
            list.put(i, LuaBoolean.TRUE);
            pairs.put(-i, LuaBoolean.TRUE);
        }
        assertThat(hex(list)).startsWith(array + "c3");
        assertThat(hex(pairs)).startsWith(map + "ff");
        assertThat(LuaValue.sameStructure(read(hex(list)).get(0), list)).isTrue();
        assertThat(LuaValue.sameStructure(read(hex(pairs)).get(0), pairs)).isTrue();
    }

    @Test
    void nilIsAHoleInATableAndCountsAmongValues() {
        var table = (LuaTable) read("93c0c007").get(0);
        assertThat(table.size()).isOne();
        assertThat(table.get(3)).isEqualTo(LuaInteger.of(7));
        assertThat(read("c0c007c0").size()).isEqualTo(4);
        assertThat(((LuaTable) read("81a16bc0").get(0)).isEmpty()).isTrue();
    }

    @Test
    void theLastOfEqualKeysWins() {
        assertThat(((LuaTable) read("83a16b01c4016b02a16b03").get(0)).get("k")).isEqualTo(LuaInteger.of(3));
        assertThat(((LuaTable) read("820101cb3ff000000000000002").get(0)).get(1))
                .isEqualTo(LuaInteger.of(2));
        assertThat(((LuaTable) read("82a16b01a16bc0").get(0)).isEmpty()).isTrue();
    }

    @Test
    void keysThatAreNoneAreRefused() {
        assertThat(errorOf(() -> read("81c001"))).isEqualTo(CodecError.NIL_KEY);
        assertThat(errorOf(() -> read("81cb7ff800000000000001"))).isEqualTo(CodecError.NAN_KEY);
        assertThat(errorOf(() -> read("81ca7fc0000001"))).isEqualTo(CodecError.NAN_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d40100",
                "d5010000",
                "d6ff00000000",
                "d7ff0000000000000000",
                "d80100000000000000000000000000000000",
                "c70001",
                "c8000001",
                "c90000000001",
                "d64f21000001",
                "c7044f21000000",
                "c7054f2200000001",
                "91c7054f2100000001"
            })
    void extensionsAreRefused(String hex) {
        assertThat(errorOf(() -> read(hex))).isEqualTo(CodecError.EXTENSION);
        assertThat(errorOf(() -> reader(MsgPack.STOCKMQ, hex).rest())).isEqualTo(CodecError.EXTENSION);
    }

    @Test
    void onlyTheByteThatIsNeverUsedIsUnknown() {
        for (int tag = 0; tag < 256; tag++) {
            String hex = HexFormat.of().toHexDigits((byte) tag) + "00".repeat(40);
            CodecException refused = null;
            try {
                reader(MsgPack.INSTANCE, hex).next();
            } catch (CodecException e) {
                refused = e;
            }
            boolean isUnknown = refused != null && refused.error() == CodecError.UNKNOWN_TAG;
            assertThat(isUnknown).as("%02x", tag).isEqualTo(tag == 0xc1);
        }
    }

    @Test
    void objectsAreAnExtensionAtTopLevel() {
        var mine = new Object();
        var yours = new Object();
        var references = new ObjectReferences() {
            @Override
            public Object peers(int number) {
                return "peers " + number;
            }

            @Override
            public Object own(int number) {
                return "own " + number;
            }

            @Override
            public int numberAtPeer(Object object) {
                return object == yours ? 258 : 0;
            }

            @Override
            public int export(Object object) {
                return 3;
            }
        };
        var out = new ByteOutput(16);
        var writer = MsgPack.INSTANCE.newWriter(references);
        writer.write(out, LuaUserdata.of(mine));
        writer.write(out, LuaUserdata.of(yours));
        byte[] bytes = out.toByteArray();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("c7054f2100000003c7054f3f00000102");
        assertThat(errorOf(() -> writer.write(out, LuaTable.listOf(LuaUserdata.of(mine)))))
                .isEqualTo(CodecError.UNENCODABLE);

        var reader = MsgPack.INSTANCE.newReader(DecodeLimits.DEFAULT, references);
        reader.attach(bytes, 0, bytes.length);
        assertThat(((LuaUserdata) reader.next()).object()).isEqualTo("peers 3");
        assertThat(((LuaUserdata) reader.next()).object()).isEqualTo("own 258");
    }

    @Test
    void whatHasNoFormIsRefusedByName() {
        var self = new LuaTable();
        self.put("in", LuaTable.listOf(self));
        var key = new LuaTable();
        key.put(key, LuaBoolean.TRUE);
        assertThat(errorOf(() -> hex(self))).isEqualTo(CodecError.CYCLE);
        assertThat(errorOf(() -> hex(key))).isEqualTo(CodecError.CYCLE);
        assertThat(errorOf(() -> hex(LuaFunction.ofBytecode(new byte[] {0x1b}))))
                .isEqualTo(CodecError.UNENCODABLE);
        assertThat(errorOf(() -> hex(LuaTable.listOf(LuaUserdata.of(new Object())))))
                .isEqualTo(CodecError.UNENCODABLE);
    }

    @Test
    void aTableThatOccursTwiceIsWrittenTwice() {
        var shared = LuaTable.listOf(1);
        assertThat(hex(LuaTable.listOf(shared, shared))).isEqualTo("9291019101");
    }

    @Test
    void stockMqHasMapsAndStringsOnly() {
        assertThat(stockMq(new LuaTable())).isEqualTo("80");
        assertThat(stockMq(LuaTable.listOf(7, "x"))).isEqualTo("82010702a178");
        assertThat(stockMq(LuaString.wrap(new byte[] {(byte) 0xff}))).isEqualTo("a1ff");
        assertThat(stockMq(LuaString.wrap(HexFormat.of().parseHex("ff".repeat(200)))))
                .startsWith("d9c8ff");
        assertThat(errorOf(() -> stockMq(BINARY))).isEqualTo(CodecError.NUL_BYTE);
        assertThat(errorOf(() -> stockMq(LuaTable.listOf(LuaTable.listOf(BINARY)))))
                .isEqualTo(CodecError.NUL_BYTE);
        assertThat(errorOf(
                        () -> MsgPack.STOCKMQ.newWriter(ObjectReferences.NONE).writeName(new ByteOutput(1), "a\0")))
                .isEqualTo(CodecError.NUL_BYTE);
        assertThat(errorOf(() -> stockMq(LuaUserdata.of(new Object())))).isEqualTo(CodecError.UNENCODABLE);
        var list = (LuaTable) reader(MsgPack.STOCKMQ, "8201070208").next();
        assertThat(list.isList()).isTrue();
    }

    @Test
    void anArrayCanBeReadAndWrittenAsAList() {
        var reader = reader(MsgPack.STOCKMQ, "93a36164640307");
        assertThat(reader.nextArray()).isEqualTo(3);
        int length = reader.nextName();
        assertThat(length).isEqualTo(3);
        reader.skip(length);
        assertThat(reader.rest()).isEqualTo(LuaValues.from(3, 7));
        var none = reader(MsgPack.STOCKMQ, "a0");
        assertThat(none.nextArray()).isEqualTo(-1);
        assertThat(none.next()).isEqualTo(LuaString.of(""));
        assertThat(reader(MsgPack.STOCKMQ, "dc0001c0").nextArray()).isOne();
        assertThat(reader(MsgPack.STOCKMQ, "dd00000001c0").nextArray()).isOne();
        assertThat(errorOf(() -> reader(MsgPack.STOCKMQ, "ddffffffff00").nextArray()))
                .isEqualTo(CodecError.TRUNCATED);

        var out = new ByteOutput(1);
        var writer = MsgPack.STOCKMQ.newWriter(ObjectReferences.NONE);
        writer.writeArray(out, 2);
        writer.write(out, LuaNil.NIL);
        writer.write(out, LuaBoolean.FALSE);
        writer.writeArray(out, 16);
        writer.writeArray(out, 70_000);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("92c0c2dc0010dd00011170");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "c0", "91a161", "81a16101", "c7054f2100000001", "c1", "cb0000000000000000", "c3"})
    void aNameIsAString(String hex) {
        assertThat(errorOf(() -> reader(MsgPack.INSTANCE, hex).nextName())).isEqualTo(CodecError.BAD_NAME);
    }

    /** As msgpack-core reads what is written here, and writes what is read here. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20_260_101})
    void theReferenceImplementationAgrees(long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Value theirs = value(random, 4);
            byte[] packed;
            try (var packer = MessagePack.newDefaultBufferPacker()) {
                packer.packValue(theirs);
                packed = packer.toByteArray();
            }
            LuaValue ours = read(HexFormat.of().formatHex(packed)).get(0);
            byte[] written = write(MsgPack.INSTANCE, ours);
            Value back;
            try (var unpacker = MessagePack.newDefaultUnpacker(written)) {
                back = unpacker.unpackValue();
                assertThat(unpacker.hasNext()).isFalse();
            }
            // No nil is in what is generated, and an empty map is the same table as an empty array.
            assertThat(back.toJson().replace("{}", "[]"))
                    .isEqualTo(theirs.toJson().replace("{}", "[]"));
            assertThat(LuaValue.sameStructure(
                            read(HexFormat.of().formatHex(written)).get(0), ours))
                    .isTrue();
        }
    }

    private static Value value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> ValueFactory.newBoolean(random.nextBoolean());
            case 1 -> ValueFactory.newInteger(random.nextLong() >> random.nextInt(64));
            case 2 -> ValueFactory.newFloat(random.nextGaussian());
            case 3 -> ValueFactory.newString("ä".repeat(random.nextInt(40)));
            case 4 -> ValueFactory.newInteger(random.nextInt(200) - 50);
            case 5 -> ValueFactory.newString("k" + random.nextInt(1000));
            case 6 -> {
                var bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                bytes[0] = (byte) 0xff;
                yield ValueFactory.newBinary(bytes);
            }
            case 7 -> {
                var elements = new Value[random.nextInt(20)];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = value(random, depth - 1);
                }
                yield ValueFactory.newArray(elements);
            }
            default -> {
                var map = ValueFactory.newMapBuilder();
                for (int i = random.nextInt(20); i > 0; i--) {
                    map.put(ValueFactory.newString("k" + random.nextInt(1000)), value(random, depth - 1));
                }
                yield map.build();
            }
        };
    }
}
