package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenCallsTest {
    private final OpenCalls calls = new OpenCalls(2, 100);

    private void postpone(int seq, int bytes) {
        calls.postpone(seq, new byte[bytes + 4], 2, bytes + 2);
    }

    @Test
    void aNumberIsOpenUntilItsCallEnds() {
        for (int seq : new int[] {0, 63, 64, 255}) {
            assertThat(calls.open(seq)).isTrue();
            assertThat(calls.open(seq)).isFalse();
        }
        calls.begin();
        calls.end(64);
        assertThat(calls.open(64)).isTrue();
        assertThat(calls.open(63)).isFalse();
    }

    @Test
    void soManyRunAtOnce() {
        calls.begin();
        assertThat(calls.hasRoom()).isTrue();
        calls.begin();
        assertThat(calls.hasRoom()).isFalse();
        calls.end(0);
        assertThat(calls.hasRoom()).isTrue();
    }

    @Test
    void aCallWaitsUntilItIsTaken() {
        postpone(7, 1);
        postpone(8, 1);
        assertThat(calls.peek().seq()).isEqualTo(7);
        assertThat(calls.poll().seq()).isEqualTo(7);
        assertThat(calls.hasBacklog()).isTrue();
        assertThat(calls.poll().seq()).isEqualTo(8);
        assertThat(calls.hasBacklog()).isFalse();
        assertThat(calls.poll()).isNull();
    }

    @Test
    void readingPausesWhileCallsWaitUnlessResponsesAreDue() {
        assertThat(calls.mayRead(false)).isTrue();
        postpone(1, 60);
        assertThat(calls.mayRead(false)).isFalse();
        assertThat(calls.mayRead(true)).isTrue();
        calls.poll();
        assertThat(calls.mayRead(false)).isTrue();
    }

    @Test
    void readingPausesInAnyCaseAboveTheLimit() {
        postpone(1, 60);
        postpone(2, 40);
        assertThat(calls.mayRead(true)).isTrue();
        postpone(3, 1);
        assertThat(calls.mayRead(true)).isFalse();
        calls.poll();
        assertThat(calls.mayRead(true)).isTrue();
    }

    @Test
    void soMuchIsKeptOfAnswers() {
        assertThat(calls.mayKeepAnswers(100)).isTrue();
        assertThat(calls.mayKeepAnswers(101)).isFalse();
    }

    @Test
    void theCallsThatRunAreCounted() {
        assertThat(calls.running()).isZero();
        calls.begin();
        calls.begin();
        assertThat(calls.running()).isEqualTo(2);
        calls.end(7);
        assertThat(calls.running()).isOne();
    }

    @Test
    void whatTheArgumentsOfTheCallsTakeIsCounted() {
        calls.begin(10);
        calls.begin(300);
        assertThat(calls.argumentBytes()).isEqualTo(310);
        calls.end(1, 300);
        assertThat(calls.argumentBytes()).isEqualTo(10);
        calls.end(2, 10);
        assertThat(calls.argumentBytes()).isZero();
        assertThat(calls.heldBytes()).isZero();
        postpone(1, 60);
        assertThat(calls.heldBytes()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void whoTakesRoomHasItUntilItsCallEnds() {
        for (int seq : new int[] {0, 65, 130, 255}) {
            calls.begin();
            calls.occupy(seq);
            assertThat(calls.isOccupying(seq)).isTrue();
        }
        assertThat(calls.occupied()).isEqualTo(4);
        assertThat(calls.isOccupying(1)).isFalse();
        assertThat(calls.isOccupying(64)).isFalse();
        assertThat(calls.isOccupying(129)).isFalse();
        calls.begin();
        calls.end(64);
        assertThat(calls.occupied()).isEqualTo(4);
        calls.end(65);
        assertThat(calls.isOccupying(65)).isFalse();
        assertThat(calls.isOccupying(130)).isTrue();
        assertThat(calls.occupied()).isEqualTo(3);
        calls.end(0);
        calls.end(130);
        calls.end(255);
        assertThat(calls.occupied()).isZero();
        for (int seq = 0; seq < 256; seq++) {
            assertThat(calls.isOccupying(seq)).isFalse();
        }
    }

    @Test
    void whatIsClearedDoesNotWaitAnyMore() {
        postpone(1, 60);
        postpone(2, 60);
        calls.clear();
        assertThat(calls.hasBacklog()).isFalse();
        assertThat(calls.poll()).isNull();
        postpone(3, 100);
        assertThat(calls.mayRead(true)).isTrue();
    }
}
