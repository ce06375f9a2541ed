package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteOutputTest {
    private final ByteOutput out = new ByteOutput(1);

    @Test
    void numbersAreWrittenHighestByteFirst() {
        out.writeByte(0x1ff);
        out.writeShort(0x12345);
        out.writeInt(0xfedcba98);
        out.writeDouble(1.0);
        assertThat(out.toByteArray())
                .containsExactly(0xff, 0x23, 0x45, 0xfe, 0xdc, 0xba, 0x98, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0);
        assertThat(BigEndian.getUnsignedShort(out.array(), 1)).isEqualTo(0x2345);
        assertThat(BigEndian.getInt(out.array(), 3)).isEqualTo(0xfedcba98);
        assertThat(BigEndian.getDouble(out.array(), 7)).isEqualTo(1.0);
    }

    @Test
    void itGrowsAndKeepsWhatIsThere() {
        for (int i = 0; i < 1000; i++) {
            out.writeBytes(new byte[] {9, (byte) i, 9}, 1, 1);
        }
        assertThat(out.length()).isEqualTo(1000);
        assertThat(out.toByteArray()[999]).isEqualTo((byte) 999);
        assertThat(out.capacity()).isBetween(1000, 2000);
    }

    @Test
    void whatIsTakenBackIsGone() {
        out.writeInt(1);
        out.truncate(2);
        assertThat(out.length()).isEqualTo(2);
        assertThatThrownBy(() -> out.truncate(3)).hasMessage("length: 3 (expected: 0 to 2)");
    }

    @Test
    void itMayBeTakenBackToAnyLengthThatItHad() {
        out.writeInt(1);
        out.truncate(4);
        assertThat(out.length()).isEqualTo(4);
        out.truncate(0);
        assertThat(out.length()).isZero();
        assertThatThrownBy(() -> out.truncate(-1)).hasMessage("length: -1 (expected: 0 to 0)");
    }

    @Test
    void itGrowsToWhatIsNeededAtOnce() {
        out.writeBytes(new byte[100]);
        assertThat(out.capacity()).isEqualTo(100);
        out.writeByte(1);
        assertThat(out.capacity()).isEqualTo(200);
    }

    @Test
    void itDoesNotGrowWhileThereIsRoom() {
        var exact = new ByteOutput(4);
        byte[] array = exact.array();
        assertThat(exact.append(4)).isZero();
        assertThat(exact.append(0)).isEqualTo(4);
        assertThat(exact.array()).isSameAs(array);
    }

    @Test
    void noMoreBytesThanAnArrayHasAreAppended() {
        out.writeByte(1);
        assertThatThrownBy(() -> out.append(Integer.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> out.append(-1)).hasMessage("count: -1 (expected: >= 0)");
        assertThat(out.toByteArray()).containsExactly(1);
    }

    @Test
    void itGoesOnInAnArrayOfOthers() {
        var array = new byte[] {1, 2, 3};
        out.continueIn(array, 2);
        out.writeByte(9);
        assertThat(array).containsExactly(1, 2, 9);
        assertThat(out.length()).isEqualTo(3);
        assertThat(ByteOutput.of(array).array()).isSameAs(array);
        assertThat(ByteOutput.of(array).length()).isEqualTo(3);
        out.continueIn(array, 3);
        assertThat(out.length()).isEqualTo(3);
        assertThatThrownBy(() -> out.continueIn(array, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void onlyWhatWasWrittenIsReplaced() {
        out.writeInt(1);
        out.writeByte(7);
        out.setInt(1, 0x01020304);
        assertThat(out.toByteArray()).containsExactly(0, 1, 2, 3, 4);
        assertThatThrownBy(() -> out.setInt(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> out.setInt(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
