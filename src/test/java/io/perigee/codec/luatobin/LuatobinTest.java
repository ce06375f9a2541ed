package io.perigee.codec.luatobin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the vectors do not say: names, messages, and what is kept from one value to the next. */
class LuatobinTest {
    private final ValueReader reader =
            Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectReferences.NONE);

    private ValueReader attach(String hex) {
        byte[] bytes = HexFormat.of().parseHex("eeee" + hex + "eeee");
        reader.attach(bytes, 2, bytes.length - 2);
        return reader;
    }

    private static byte[] write(LuaValue value) {
        var out = new ByteOutput(16);
        Luatobin.INSTANCE.newWriter(ObjectReferences.NONE).write(out, value);
        return out.toByteArray();
    }

    @Test
    void aCallOfThisCodecBeginsWithAString() {
        assertThat(Luatobin.INSTANCE.name()).isEqualTo("luatobin");
        for (int first = 0; first < 256; first++) {
            assertThat(Luatobin.INSTANCE.beginsName(first)).isEqualTo(first == 4);
        }
    }

    @Test
    void theHeadOfANameIsSteppedOver() {
        attach("040003616263");
        assertThat(reader.nextName()).isEqualTo(3);
        assertThat(reader.position()).isEqualTo(2 + 3);
        assertThatThrownBy(() -> attach("0101").nextName())
                .hasMessage("bad-name: tag 01 (expected: a string, tag 04) at byte 0");
        assertThatThrownBy(() -> attach("140001").nextName())
                .hasMessage("bad-reference: 1 (expected: 1 to 0) at byte 0");
        assertThatThrownBy(() -> attach("04000361").nextName())
                .hasMessage("truncated: 1 bytes left (expected: 3 more) at byte 3");
        assertThatThrownBy(() -> attach("04ffff").nextName())
                .hasMessage("string-limit: 65535 (expected: <= 65534) at byte 0");
    }

    @Test
    void anErrorSaysWhatWasFoundAndWhere() {
        assertThatThrownBy(() -> attach("000102").rest()).hasMessage("bad-boolean: 02 (expected: 00 or 01) at byte 1");
        assertThatThrownBy(() -> attach("08").rest())
                .hasMessage("unknown-tag: 08 (expected: 00, 01, 03 to 07 or 14) at byte 0");
        assertThatThrownBy(() -> attach("0500010101140002").rest())
                .hasMessage("bad-reference: 2 (expected: 1 to 1) at byte 5");
        assertThatThrownBy(() -> attach("050002010114").rest())
                .hasMessage("truncated: 2 pairs (expected: at most 1 in these bytes) at byte 0");
        assertThatThrownBy(() -> attach("05ffff").rest())
                .hasMessage("table-limit: 65535 (expected: <= 65534) at byte 0");
        assertThatThrownBy(() -> attach("06ffff").rest())
                .hasMessage("function-limit: 65535 (expected: <= 65534) at byte 0");
    }

    @Test
    void nodesAndDepthAreLimitedExactly() {
        var narrow = Luatobin.INSTANCE.newReader(new DecodeLimits(2, 5, false), ObjectReferences.NONE);
        // A table, a key and in it a table with a pair: five nodes, two deep.
        byte[] allowed = HexFormat.of().parseHex("0500010101" + "0500010101" + "0101");
        narrow.attach(allowed, 0, allowed.length);
        assertThat(narrow.next()).isInstanceOf(LuaTable.class);
        byte[] another = HexFormat.of().parseHex("050003" + "010100" + "010000" + "0101" + "0101");
        narrow.attach(another, 0, another.length);
        assertThatThrownBy(narrow::next).hasMessage("nodes: 6 (expected: <= 5) at byte 9");
        byte[] deep = HexFormat.of().parseHex("0500010101" + "0500010101" + "050000");
        narrow.attach(deep, 0, deep.length);
        assertThatThrownBy(narrow::next).hasMessage("depth: 3 (expected: <= 2) at byte 10");
    }

    @Test
    void siblingsAreNotDeeperThanOneAnother() {
        var table = new LuaTable();
        for (int i = 1; i <= 100; i++) {
            table.put(i, new LuaTable());
        }
        byte[] bytes = write(table);
        reader.attach(bytes, 0, bytes.length);
        assertThat(((LuaTable) reader.next()).length()).isEqualTo(100);
    }

    @Test
    void aStringIsReadAgainForEachThatRefersToItAndIsOneString() {
        var values = attach("050004" + "0700000001" + "04000161" + "0700000002" + "140002" + "0700000003" + "140002"
                        + "0700000004" + "140001" + "01" + "01")
                .rest();
        var table = (LuaTable) values.get(0);
        assertThat(table.get(2)).isEqualTo(LuaValue.of("a")).isSameAs(table.get(3));
        assertThat(table.get(4)).isSameAs(table);
        assertThat(values.get(1)).isEqualTo(LuaValue.of(true));
    }

    @Test
    void objectsAreKnownByTheirNumbers() {
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
                return object.equals("yours") ? 258 : 0;
            }

            @Override
            public int export(Object object) {
                return 3;
            }
        };
        var out = new ByteOutput(16);
        var writer = Luatobin.INSTANCE.newWriter(references);
        writer.write(out, LuaUserdata.of("mine"));
        writer.write(out, LuaUserdata.of("yours"));
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("21000000033f00000102");
        var objects = Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, references);
        objects.attach(out.toByteArray(), 0, out.length());
        assertThat(((LuaUserdata) objects.next()).object()).isEqualTo("peers 3");
        assertThat(((LuaUserdata) objects.next()).object()).isEqualTo("own 258");
    }

    @Test
    void aReaderKeepsNothingOfWhatItRead() {
        for (int count : new int[] {30, 3000}) {
            var table = new LuaTable();
            for (long i = 1; i <= count; i++) {
                var shared = new LuaTable();
                table.put(2 * i, shared).put(2 * i + 1, shared);
            }
            byte[] bytes = write(table);
            reader.attach(bytes, 0, bytes.length);
            assertThat(((LuaTable) reader.next()).size()).isEqualTo(2 * count);
            assertThat(reader).extracting("seen").satisfies(seen -> assertThat((Object[]) seen)
                    .hasSizeLessThanOrEqualTo(1024)
                    .allMatch(Objects::isNull));
            assertThat(reader).extracting("places").satisfies(places -> assertThat((int[]) places)
                    .hasSizeLessThanOrEqualTo(1024));
        }
    }

    @Test
    void aWriterKeepsNothingOfWhatItWrote() {
        var writer = Luatobin.INSTANCE.newWriter(ObjectReferences.NONE);
        writer.write(new ByteOutput(16), LuaTable.listOf(LuaTable.listOf(1)));
        assertThat(writer).extracting("open").satisfies(open -> assertThat((Object[]) open)
                .allMatch(Objects::isNull));
        assertThat(writer).extracting("seen.root").isNull();
    }

    @Test
    void aNameIsWrittenAsAString() {
        var out = new ByteOutput(16);
        var writer = Luatobin.INSTANCE.newWriter(ObjectReferences.NONE);
        writer.writeName(out, "grüße");
        assertThat(out.toByteArray()).isEqualTo(write(LuaValue.of("grüße")));
        out.truncate(0);
        writer.writeName(out, "x".repeat(65_534));
        assertThat(out.length()).isEqualTo(3 + 65_534);
        assertThatThrownBy(() -> writer.writeName(out, "x".repeat(65_535)))
                .hasMessage("string-limit: 65535 (expected: <= 65534)");
    }

    @Test
    void whatIsTooMuchForThePayloadIsNotWritten() {
        var writer = Luatobin.INSTANCE.newWriter(ObjectReferences.NONE);
        for (LuaValue value : new LuaValue[] {
            LuaValue.of("12345678901"), LuaFunction.ofBytecode(new byte[11]), LuaTable.listOf(1, 2, 3, 4, 5, 6),
        }) {
            var out = new ByteOutput(16);
            writer.begin(out, 10);
            assertThatThrownBy(() -> writer.write(out, value))
                    .hasMessage("size-limit: a payload of more than 0 bytes (expected: <= 10)");
            assertThat(out.length()).isZero();
        }
    }

    @Test
    void aFunctionIsWrittenWithItsBytecode() {
        assertThat(write(LuaFunction.ofBytecode(new byte[] {0x1b, 0x4c}))).containsExactly(6, 0, 2, 0x1b, 0x4c);
    }
}
