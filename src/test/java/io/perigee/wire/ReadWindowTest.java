package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
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

    private static ByteBuf zeros(int count) {
        return Unpooled.buffer().writeZero(count);
    }

    @Test
    void nothingWasReadYet() {
        assertThat(window.array()).isEmpty();
        assertThat(window.length()).isZero();
        window.drop(0);
        assertThat(window.length()).isZero();
    }

    /** A quarter of a spare. */
    @Test
    void littleThatIsLeftIsMovedOutOfTheSpareAndMuchStays() {
        window.append(zeros(20_000));
        byte[] spare = window.array();
        window.drop(20_000 - 16_385);
        assertThat(window.array()).isSameAs(spare);
        assertThat(window.length()).isEqualTo(16_385);
        window.drop(1);
        assertThat(window.array()).isNotSameAs(spare).hasSize(16_384);

        // What is left comes first in the next spare.
        window.append(zeros(1));
        assertThat(window.array()).isSameAs(spare);
        assertThat(window.length()).isEqualTo(16_385);
        window.append(zeros(1));
        assertThat(window.array()).isSameAs(spare);
        window.clear();
        assertThat(window.length()).isZero();
    }

    @Test
    void whatHasGrownIsLetGoWhenMostOfItIsTaken() {
        window.append(zeros(400_000));
        byte[] grown = window.array();
        assertThat(grown).hasSize(400_000);
        window.drop(300_000);
        assertThat(window.array()).as("a quarter is left").isSameAs(grown);
        window.drop(1);
        assertThat(window.array()).as("less than a quarter is left").hasSize(99_999);
    }

    @Test
    void whatHasGrownToTwoSparesStays() {
        window.append(zeros(131_072));
        byte[] grown = window.array();
        window.drop(131_072 - 17_000);
        assertThat(window.array()).isSameAs(grown);
        window.clear();
        window.append(zeros(131_073));
        window.drop(131_073 - 17_000);
        assertThat(window.array()).hasSize(17_000);
    }

    @Test
    void aLargeFrameIsInPiecesUntilAllOfItIsThere() {
        int needed = 100_000;
        window.append(zeros(20_001));
        window.drop(1, needed);
        assertThat(window.isWaiting()).isTrue();
        assertThat(window.length()).isEqualTo(20_000);
        assertThat(window.capacity()).isBetween(20_000, 20_000 + (1 << 14));
        window.append(Unpooled.buffer().writeZero(79_998).writeByte(1));
        assertThat(window.isWaiting()).isTrue();
        assertThat(window.capacity()).isBetween(99_999, 99_999 + (1 << 14));
        window.append(Unpooled.wrappedBuffer(new byte[] {2, 3}));
        assertThat(window.isWaiting()).isFalse();
        assertThat(window.array()).hasSize(100_001).endsWith(0, 1, 2, 3);
        window.drop(100_000, 0);
        assertThat(bytes()).containsExactly(3);
    }

    @Test
    void aFrameOfWhichLittleIsThereIsNotInPieces() {
        window.append(zeros(16_384));
        window.drop(0, 1 << 20);
        assertThat(window.isWaiting()).isFalse();
        assertThat(window.array()).hasSize(16_384);
        window.append(zeros(10_000));
        window.drop(0, 1 << 16);
        assertThat(window.isWaiting()).as("a frame of 64 KiB").isFalse();
        window.clear();
        window.append(zeros(20_000));
        window.drop(0, 1 << 20);
        window.clear();
        assertThat(window.isWaiting()).isFalse();
        assertThat(window.length()).isZero();
    }

    @Test
    void aSpareServesAllConnectionsOfItsThread() {
        append(1, 2, 3);
        byte[] spare = window.array();
        window.drop(3);
        var other = new ReadWindow();
        other.append(zeros(5));
        assertThat(other.array()).isSameAs(spare);
        other.clear();
    }
}
