package io.perigee.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideCodecTest {
    private static byte[] write(LuaValue... values) {
        var out = new ByteOutput(16);
        var writer = WideCodec.INSTANCE.newWriter(ObjectReferences.NONE);
        writer.begin(out, 32 << 20);
        for (LuaValue value : values) {
            writer.write(out, value);
        }
        return out.toByteArray();
    }

    private static LuaValues read(byte[] bytes) {
        ValueReader reader = WideCodec.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);
        reader.attach(bytes, 0, bytes.length);
        return reader.rest();
    }

    private static CodecError refusal(String hex) {
        try {
            read(HexFormat.of().parseHex(hex.replace(" ", "")));
        } catch (CodecException e) {
            return e.error();
        }
        throw new AssertionError("not refused: " + hex);
    }

    @Test
    void integersAndDoublesStayWhatTheyAre() {
        LuaValues values = read(write(
                LuaInteger.of(1),
                LuaInteger.of(Long.MIN_VALUE),
                LuaInteger.of(1L << 53 | 1),
                LuaInteger.of(0x8000_0000L),
                LuaDouble.of(1),
                LuaDouble.of(-0.0)));
        assertThat(values.get(0)).isInstanceOf(LuaInteger.class).isEqualTo(LuaInteger.of(1));
        assertThat(values.get(1)).isEqualTo(LuaInteger.of(Long.MIN_VALUE));
        assertThat(values.get(2)).isEqualTo(LuaInteger.of(1L << 53 | 1));
        assertThat(values.get(3)).isEqualTo(LuaInteger.of(0x8000_0000L));
        assertThat(values.get(4)).isInstanceOf(LuaDouble.class);
        assertThat(1 / ((LuaDouble) values.get(5)).doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void bytecodeCrosses() {
        var function = LuaFunction.ofBytecode(new byte[] {0x1b, 'L', 'u', 'a'});
        assertThat(read(write(function, LuaInteger.of(1)))).isEqualTo(LuaValues.of(function, LuaInteger.of(1)));
    }

    @Test
    void tablesKeepTheirIdentityAndTheirCircles() {
        var inner = new LuaTable();
        var outer = new LuaTable();
        outer.put(LuaValue.of(1), inner);
        outer.put(LuaValue.of(2), inner);
        inner.put(LuaString.of("up"), outer);
        var back = (LuaTable) read(write(outer)).get(0);
        assertThat(back.get(1)).isSameAs(back.get(2));
        assertThat(((LuaTable) back.get(1)).get(LuaString.of("up"))).isSameAs(back);
    }

    @Test
    void moreThanLuatobinHasRoomForCrosses() {
        var table = new LuaTable();
        for (int i = 1; i <= 100_000; i++) {
            table.put(LuaValue.of(i), LuaValue.of(-i));
        }
        var text = LuaString.of("x".repeat(1_000_000));
        LuaValues back = read(write(table, text));
        assertThat(LuaValue.sameStructure(back.get(0), table)).isTrue();
        assertThat(back.get(1)).isEqualTo(text);
    }

    @Test
    void whatHasNoFormIsRefused() {
        assertThatThrownBy(() -> write(LuaUserdata.of(new Object()))).hasMessageContaining("unencodable");
        var deep = new LuaTable();
        for (int i = 0; i < 64; i++) {
            var around = new LuaTable();
            around.put(LuaValue.of(1), deep);
            deep = around;
        }
        LuaTable tooDeep = deep;
        assertThatThrownBy(() -> write(tooDeep)).hasMessageContaining("depth");
        var writer = WideCodec.INSTANCE.newWriter(ObjectReferences.NONE);
        var out = new ByteOutput(16);
        writer.begin(out, 100);
        assertThatThrownBy(() -> writer.write(out, LuaString.of("x".repeat(200))))
                .hasMessageContaining("size-limit");
    }

    @Test
    void liesAreRefused() {
        assertThat(refusal("06 7fffffff 41")).isEqualTo(CodecError.TRUNCATED);
        assertThat(refusal("06 ffffffff 41")).isEqualTo(CodecError.TRUNCATED);
        assertThat(refusal("07 7fffffff 00")).isEqualTo(CodecError.TRUNCATED);
        assertThat(refusal("07 00000001 00 00")).isEqualTo(CodecError.NIL_KEY);
        assertThat(refusal("07 00000001 05 7ff8000000000000 00")).isEqualTo(CodecError.NAN_KEY);
        assertThat(refusal("08 00000001")).isEqualTo(CodecError.BAD_REFERENCE);
        assertThat(refusal("07 00000001 03 00000001 08 00000002")).isEqualTo(CodecError.BAD_REFERENCE);
        assertThat(refusal("09 7fffffff 41")).isEqualTo(CodecError.TRUNCATED);
        assertThat(refusal("0a")).isEqualTo(CodecError.UNKNOWN_TAG);
        assertThat(refusal("03 0000")).isEqualTo(CodecError.TRUNCATED);
        assertThat(refusal("0700000001 02".repeat(65))).isEqualTo(CodecError.DEPTH);
    }

    @Test
    void anyBytesAreAValueOrRefused() {
        var table = new LuaTable();
        table.put(LuaString.of("key"), LuaString.of("value"));
        table.put(LuaValue.of(1), new LuaTable());
        byte[] bytes = write(table, LuaValue.of(7), LuaString.of("text"));
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = bytes.clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(12);
            try {
                read(mutant);
            } catch (CodecException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 19_999);
    }
}
