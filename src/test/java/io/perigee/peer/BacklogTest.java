package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog();

    @SuppressWarnings("ArrayRecordComponent")
    private record Call(int seq, byte[] payload) {}

    private static byte[] payload(Backlog.Waiting call) {
        return Arrays.copyOfRange(call.in(), call.start(), call.end());
    }

    @Test
    void callsComeInOrderAndWithTheirBytes() {
        backlog.add(7, new byte[] {1, 2, 3, 4}, 1, 3);
        backlog.add(255, new byte[0], 0, 0);
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(payload(backlog.peek())).containsExactly(2, 3);
        var first = backlog.poll();
        assertThat(first.seq()).isEqualTo(7);
        assertThat(payload(first)).containsExactly(2, 3);
        var second = backlog.poll();
        assertThat(second.seq()).isEqualTo(255);
        assertThat(payload(second)).isEmpty();
        assertThat(backlog.poll()).isNull();
        assertThat(backlog.peek()).isNull();
    }

    @Test
    void theyAreWhatTheyWereHoweverTheyComeAndGo() {
        var random = new SplittableRandom(7);
        var expected = new ArrayDeque<Call>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < 52) {
                var payload = new byte[random.nextInt(10) == 0 ? random.nextInt(3_000) : random.nextInt(40)];
                random.nextBytes(payload);
                int seq = random.nextInt(256);
                expected.add(new Call(seq, payload));
                backlog.add(seq, payload, 0, payload.length);
            } else {
                Call call = expected.poll();
                var taken = backlog.poll();
                if (call == null) {
                    assertThat(taken).isNull();
                } else {
                    assertThat(taken.seq()).isEqualTo(call.seq);
                    assertThat(payload(taken)).isEqualTo(call.payload);
                }
            }
            assertThat(backlog.size()).isEqualTo(expected.size());
            long bytes =
                    expected.stream().mapToLong(call -> call.payload.length).sum();
            assertThat(backlog.payloadBytes()).isEqualTo(bytes);
            assertThat(backlog.heldBytes()).isGreaterThanOrEqualTo(bytes);
        }
    }

    @Test
    void whatIsTakenStaysWhatItWasWhileOthersCome() {
        backlog.add(1, new byte[] {5}, 0, 1);
        var first = backlog.poll();
        for (int i = 0; i < 1_000; i++) {
            backlog.add(2, new byte[] {6}, 0, 1);
        }
        assertThat(payload(first)).containsExactly(5);
    }

    @Test
    void smallCallsTakeLittleMoreThanTheirBytes() {
        for (int i = 0; i < 1_000; i++) {
            backlog.add(i & 0xff, new byte[16], 0, 16);
        }
        assertThat(backlog.heldBytes()).isBetween(21_000L, 23_000L);
    }

    @Test
    void nothingIsHeldWhenNothingWaits() {
        for (int i = 0; i < 100; i++) {
            backlog.add(i, new byte[40], 0, 40);
        }
        while (backlog.poll() != null) {
            // Until it is empty.
        }
        assertThat(backlog.heldBytes()).isZero();
        assertThat(backlog.payloadBytes()).isZero();
        backlog.add(1, new byte[40], 0, 40);
        backlog.clear();
        assertThat(backlog.heldBytes()).isZero();
        assertThat(backlog.size()).isZero();
        assertThat(backlog.poll()).isNull();
    }
}
