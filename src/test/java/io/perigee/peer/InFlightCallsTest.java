package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.peer.InFlightCalls.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightCallsTest {
    private final InFlightCalls calls = new InFlightCalls();

    private static PendingCall call() {
        return new FutureCall(null, "p", 0);
    }

    @Test
    void numbersRunOnAndWrapRound() {
        for (int i = 0; i < 1000; i++) {
            int seq = calls.take(call());
            assertThat(seq).isEqualTo(i % 256);
            calls.release(seq);
        }
    }

    @Test
    void thereAre256OfThem() {
        for (int i = 0; i < 256; i++) {
            assertThat(calls.isFull()).isFalse();
            assertThat(calls.take(call())).isEqualTo(i);
        }
        assertThat(calls.isFull()).isTrue();
        assertThat(calls.take(call())).isNegative();
        assertThat(calls.liveCount()).isEqualTo(256);
    }

    @Test
    void aNumberInQuarantineIsNotTakenUntilItIsReleased() {
        var late = call();
        int seq = calls.take(late);
        calls.quarantine(seq, late);
        assertThat(calls.find(seq)).isEqualTo(Found.QUARANTINED);
        for (int i = 0; i < 255; i++) {
            assertThat(calls.take(call())).isNotEqualTo(seq);
        }
        assertThat(calls.isFull()).isTrue();
        assertThat(calls.take(call())).isNegative();

        calls.release(seq);
        assertThat(calls.find(seq)).isEqualTo(Found.NOTHING);
        assertThat(calls.quarantinedCount()).isZero();
        assertThat(calls.take(call())).isEqualTo(seq);
    }

    @Test
    void aCallCannotQuarantineTheNumberOfAnother() {
        var first = call();
        int seq = calls.take(first);
        calls.release(seq);
        for (int i = 0; i < 255; i++) {
            calls.release(calls.take(call()));
        }
        var second = call();
        assertThat(calls.take(second)).isEqualTo(seq);

        calls.quarantine(seq, first);
        assertThat(calls.find(seq)).isEqualTo(Found.LIVE);
        assertThat(calls.get(seq)).isSameAs(second);
        assertThat(calls.quarantinedCount()).isZero();
    }

    @Test
    void onlyALiveNumberHasACall() {
        assertThatThrownBy(() -> calls.get(7)).hasMessage("number 7: not live");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theCountsAreRightWhateverHappens(long seed) {
        var random = new Random(seed);
        var live = new ArrayList<PendingCall>();
        var quarantined = new HashSet<Integer>();
        for (int step = 0; step < 20_000; step++) {
            int action = random.nextInt(4);
            if (action < 2) {
                var call = call();
                int seq = calls.take(call);
                if (live.size() + quarantined.size() == 256) {
                    assertThat(seq).isNegative();
                } else {
                    call.seq = seq;
                    assertThat(quarantined).doesNotContain(seq);
                    live.add(call);
                }
            } else if (action == 2 && !live.isEmpty()) {
                var call = live.remove(random.nextInt(live.size()));
                calls.release(call.seq);
            } else if (!live.isEmpty() && random.nextInt(3) == 0) {
                var call = live.remove(random.nextInt(live.size()));
                calls.quarantine(call.seq, call);
                quarantined.add(call.seq);
            } else if (!quarantined.isEmpty() && random.nextBoolean()) {
                int seq = quarantined.iterator().next();
                quarantined.remove(seq);
                calls.release(seq);
            }
            assertThat(calls.liveCount()).isEqualTo(live.size());
            assertThat(calls.quarantinedCount()).isEqualTo(quarantined.size());
        }
        var visited = new ArrayList<PendingCall>();
        calls.forEachLive(visited::add);
        assertThat(visited).containsExactlyInAnyOrderElementsOf(live);
    }

    @Test
    void theSearchGoesOnFromWhereItEnded() {
        for (int i = 0; i < 256; i++) {
            calls.take(call());
        }
        for (int seq : new int[] {5, 60, 64, 255}) {
            calls.release(seq);
        }
        assertThat(calls.take(call())).isEqualTo(5);
        calls.release(5);
        // Not 5 again, though it is free and in the same word.
        assertThat(calls.take(call())).isEqualTo(60);
        assertThat(calls.take(call())).isEqualTo(64);
        assertThat(calls.take(call())).isEqualTo(255);
        assertThat(calls.take(call())).isEqualTo(5);
        assertThat(calls.isFull()).isTrue();
    }

    @Test
    void theOnlyFreeNumberIsFoundFromAnyPlace() {
        for (int i = 0; i < 256; i++) {
            calls.take(call());
        }
        for (int from = 0; from < 256; from++) {
            for (int free : new int[] {0, 1, 62, 63, 64, 65, 127, 128, 191, 192, 254, 255}) {
                calls.release(from);
                assertThat(calls.take(call())).isEqualTo(from);
                calls.release(free);
                assertThat(calls.take(call())).isEqualTo(free);
            }
        }
    }

    @Test
    void aReservedNumberIsNobodyElses() {
        assertThat(calls.reserved()).isEqualTo(InFlightCalls.NONE);
        calls.take(call());
        calls.reserve();
        assertThat(calls.reserved()).isOne();
        assertThat(calls.find(1)).isEqualTo(Found.RESERVED);
        assertThat(calls.liveCount()).isOne();
        for (int i = 2; i < 256; i++) {
            assertThat(calls.isFull()).isFalse();
            assertThat(calls.take(call())).isEqualTo(i);
        }
        assertThat(calls.isFull()).isTrue();
        assertThat(calls.take(call())).isNegative();
    }

    @Test
    void aReservedNumberThatWasUsedIsLive() {
        calls.reserve();
        var call = call();
        assertThat(calls.adopt(call)).isZero();
        assertThat(calls.reserved()).isEqualTo(InFlightCalls.NONE);
        assertThat(calls.find(0)).isEqualTo(Found.LIVE);
        assertThat(calls.get(0)).isSameAs(call);
        assertThat(calls.liveCount()).isOne();
        calls.release(0);
        assertThat(calls.find(0)).isEqualTo(Found.NOTHING);
        assertThat(calls.liveCount()).isZero();
    }

    @Test
    void aReservedNumberThatWasNotUsedIsTheNextOne() {
        for (int i = 0; i < 100; i++) {
            calls.release(calls.take(call()));
        }
        calls.reserve();
        calls.take(call());
        calls.unreserve();
        assertThat(calls.reserved()).isEqualTo(InFlightCalls.NONE);
        assertThat(calls.find(100)).isEqualTo(Found.NOTHING);
        assertThat(calls.take(call())).isEqualTo(100);
        assertThat(calls.take(call())).isEqualTo(102);
    }

    /** Most connections are idle, and a server may never call. */
    @Test
    void roomIsMadeForAsManyNumbersAsAreTaken() {
        assertThat(calls).extracting("live").satisfies(live -> assertThat((Object[]) live)
                .isEmpty());
        for (int i = 0; i < 16; i++) {
            calls.take(call());
        }
        assertThat(calls).extracting("live").satisfies(live -> assertThat((Object[]) live)
                .hasSize(16));
        assertThat(calls.find(16)).isEqualTo(Found.NOTHING);
        calls.take(call());
        assertThat(calls).extracting("live").satisfies(live -> assertThat((Object[]) live)
                .hasSize(256));
        for (int i = 0; i < 17; i++) {
            assertThat(calls.find(i)).isEqualTo(Found.LIVE);
        }
    }
}
