package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayReaderTest {

    /** A codec in which every byte is an integer. */
    private static final class Bytes extends ArrayReader {
        Bytes() {
            super(DecodeLimits.DEFAULT.withFreeMemory(10));
        }

        @Override
        public LuaValue next() {
            return LuaInteger.of(nextByte());
        }

        @Override
        public int nextName() {
            return nextByte();
        }
    }

    private final Bytes reader = new Bytes();

    private void attach(int... bytes) {
        var in = new byte[3 + bytes.length + 3];
        Arrays.fill(in, (byte) 99);
        for (int i = 0; i < bytes.length; i++) {
            in[3 + i] = (byte) bytes[i];
        }
        reader.attach(in, 3, 3 + bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 16, 17, 1023, 1025, 5000})
    void theRestIsAllThatIsLeft(int count) {
        for (int round = 0; round < 2; round++) {
            attach(IntStream.range(0, count).map(i -> i % 251).toArray());
            LuaValues rest = reader.rest();
            assertThat(rest.size()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                assertThat(rest.get(i)).isEqualTo(LuaInteger.of(i % 251));
            }
            assertThat(reader.hasNext()).isFalse();
        }
    }

    @Test
    void bytesAreUnsignedAndTheHighestComesFirst() {
        attach(0xff, 0xfe, 0x80, 1, 2, 3, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xff);
        assertThat(reader.nextShort()).isEqualTo(0xfffe);
        assertThat(reader.nextInt()).isEqualTo(0x80010203);
        assertThat(reader.nextDouble()).isEqualTo(1.5);
        assertThat(reader.nextByte()).isEqualTo(0xff);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void nothingIsReadBehindTheEnd() {
        attach(1, 2, 3);
        assertThatThrownBy(reader::nextInt)
                .hasMessage("truncated: 3 bytes left (expected: 4 more) at byte 0")
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(reader::nextLong).hasMessage("truncated: 3 bytes left (expected: 8 more) at byte 0");
        assertThat(reader.nextShort()).isEqualTo(0x0102);
        assertThatThrownBy(reader::nextShort).hasMessage("truncated: 1 bytes left (expected: 2 more) at byte 2");
        assertThat(reader.nextByte()).isEqualTo(3);
        assertThatThrownBy(reader::nextByte).hasMessage("truncated: 0 bytes left (expected: 1 more) at byte 3");
    }

    @Test
    void bytesAreSteppedOverAsFarAsThereAreAny() {
        attach(1, 2, 3);
        reader.skip(2);
        assertThat(reader.position()).isEqualTo(5);
        reader.skip(0);
        assertThatThrownBy(() -> reader.skip(2)).hasMessage("truncated: 1 bytes left (expected: 2 more) at byte 2");
        assertThatThrownBy(() -> reader.skip(-1)).hasMessage("truncated: 1 bytes left (expected: -1 more) at byte 2");
        assertThat(reader.nextByte()).isEqualTo(3);
    }

    @Test
    void onceDetachedItHasNothingAndHoldsNothing() {
        attach(1, 2);
        reader.detach();
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.position()).isZero();
        assertThat(reader.in).isEmpty();
        assertThatThrownBy(reader::next).isInstanceOf(CodecException.class);
        reader.detach();
        attach(5);
        assertThat(reader.next()).isEqualTo(LuaInteger.of(5));
    }

    @Test
    void keysAreWhatLuaHasAsKeys() {
        attach(0, 0);
        reader.checkKey(LuaDouble.of(0.5), 4);
        assertThatThrownBy(() -> reader.checkKey(LuaNil.NIL, 4))
                .hasMessage("nil-key: nil (expected: a key that is neither nil nor nan) at byte 1");
        assertThatThrownBy(() -> reader.checkKey(LuaDouble.of(Double.NaN), 4))
                .hasMessage("nan-key: nan (expected: a key that is neither nil nor nan) at byte 1");
    }

    @Test
    void bytesAreShownInTwoDigits() {
        assertThat(ArrayReader.hex(7)).isEqualTo("07");
        assertThat(ArrayReader.hex(-1)).isEqualTo("ff");
    }

    /** What was read before an error is not kept alive either. */
    @Test
    void theValuesOfAPayloadAreNotKept() {
        for (int count : new int[] {20, 3000}) {
            attach(new int[count]);
            reader.rest();
            assertThat(reader).extracting("many.scratch").satisfies(scratch -> assertThat((LuaValue[]) scratch)
                    .hasSizeLessThanOrEqualTo(1024)
                    .allMatch(Objects::isNull));
        }
    }

    @Test
    void memoryIsEightTimesThePayloadAndWhatIsFree() {
        attach(1, 2);
        reader.charge(8 * 2 + 10, 4);
        assertThatThrownBy(() -> reader.charge(1, 4))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("27 bytes of the heap (expected: <= 26)")
                .satisfies(e -> assertThat(((CodecException) e).error()).isEqualTo(CodecError.MEMORY))
                .satisfies(e -> assertThat(((CodecException) e).offset()).isEqualTo(1));
        attach(1, 2);
        reader.charge(26, 3);
    }
}
