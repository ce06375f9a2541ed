package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadWindowTest {
    private final ReadWindow window = new ReadWindow();

    private void append(int... bytes) {
        var in = Unpooled.buffer();
        Arrays.stream(bytes).forEach(in::writeByte);
        window.append(in);
        in.release();
    }

    private byte[] bytes() {
        return Arrays.copyOf(window.array(), window.length());
    }

    @Test
    void whatIsLeftComesBeforeWhatIsReadNext() {
        append(1, 2, 3);
        window.drop(2);
        append(4);
        assertThat(bytes()).containsExactly(3, 4);
        window.drop(0);
        append(5);
        assertThat(bytes()).containsExactly(3, 4, 5);
    }

    @Test
    void whatIsLeftTakesNoMoreThanItsBytes() {
        append(1, 2, 3);
        window.drop(1);
        assertThat(window.array()).hasSize(2);
        window.drop(2);
        assertThat(window.array()).isEmpty();
        assertThat(window.length()).isZero();
    }

    @Test
    void muchThatIsLeftGrowsWhereItIs() {
        var piece = new int[40_000];
        Arrays.setAll(piece, i -> i % 100);
        append(piece);
        window.drop(100);
        append(piece);
        window.drop(0);
        append(piece);
        assertThat(window.length()).isEqualTo(119_900);
        byte[] all = bytes();
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).isEqualTo((byte) (i % 100));
        }
    }

    @Test
    void anotherConnectionOfTheThreadDoesNotSeeIt() {
        append(1, 2, 3);
        var other = new ReadWindow();
        other.append(Unpooled.wrappedBuffer(new byte[] {9, 9, 9}));
        assertThat(bytes()).containsExactly(1, 2, 3);
        window.clear();
        other.clear();
    }
}
