package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.peer.InFlightCalls.Found;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class InFlightCallsTest {
    private final InFlightCalls calls = new InFlightCalls();

    private static PendingCall call() {
        return Mockito.mock(PendingCall.class);
    }

    @Test
    void numbersRunOnAndWrap() {
        for (int i = 0; i < 1000; i++) {
            int seq = calls.take(call());
            assertThat(seq).isEqualTo(i % 256);
            calls.release(seq);
        }
    }

    @Test
    void holdsTwoHundredFiftySixAndNotOneMore() {
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 256; i++) {
            seen.add(calls.take(call()));
        }
        assertThat(seen).hasSize(256);
        assertThat(calls.take(call())).isNegative();
        calls.release(77);
        assertThat(calls.take(call())).isEqualTo(77);
    }

    @Test
    void aQuarantinedNumberIsFreedByItsResponseAlone() {
        var given = call();
        int seq = calls.take(given);
        calls.quarantine(seq, given);
        assertThat(calls.find(seq)).isEqualTo(Found.QUARANTINED);
        for (int i = 0; i < 2550; i++) {
            int other = calls.take(call());
            assertThat(other).isNotEqualTo(seq);
            calls.release(other);
        }
        calls.release(seq);
        assertThat(calls.find(seq)).isEqualTo(Found.NOTHING);
        assertThat(calls.quarantinedCount()).isZero();
    }

    @Test
    void aCallThatHasEndedQuarantinesNobodyElsesNumber() {
        var first = call();
        int seq = calls.take(first);
        calls.release(seq);
        PendingCall second;
        do {
            second = call();
        } while (calls.take(second) != seq);
        calls.quarantine(seq, first);
        assertThat(calls.find(seq)).isEqualTo(Found.LIVE);
        assertThat(calls.get(seq)).isSameAs(second);
    }

    @Test
    void countsStayTrueThroughAnyHistory() {
        var random = new Random(20);
        var states = new Found[256];
        var live = new PendingCall[256];
        java.util.Arrays.fill(states, Found.NOTHING);
        for (int step = 0; step < 100_000; step++) {
            int seq = random.nextInt(256);
            switch (states[seq]) {
                case NOTHING -> {
                    var taken = call0();
                    int got = calls.take(taken);
                    assertThat(states[got]).isEqualTo(Found.NOTHING);
                    states[got] = Found.LIVE;
                    live[got] = taken;
                }
                case LIVE -> {
                    if (random.nextBoolean()) {
                        calls.quarantine(seq, live[seq]);
                        states[seq] = Found.QUARANTINED;
                    } else {
                        calls.release(seq);
                        states[seq] = Found.NOTHING;
                    }
                }
                case QUARANTINED -> {
                    calls.release(seq);
                    states[seq] = Found.NOTHING;
                }
            }
            if (step % 1000 == 0) {
                for (int i = 0; i < 256; i++) {
                    assertThat(calls.find(i)).isEqualTo(states[i]);
                }
            }
        }
        assertThat(calls.liveCount()).isEqualTo((int)
                java.util.Arrays.stream(states).filter(s -> s == Found.LIVE).count());
    }

    /** One mock for all: a hundred thousand would only show how slow they are. */
    private final PendingCall anyCall = call();

    private PendingCall call0() {
        return anyCall;
    }
}
