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
}
