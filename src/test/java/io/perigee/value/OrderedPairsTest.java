package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedPairsTest {

    private static List<Map.Entry<LuaValue, LuaValue>> visited(OrderedPairs pairs) {
        var entries = new ArrayList<Map.Entry<LuaValue, LuaValue>>();
        pairs.forEach((key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }

    private static List<Map.Entry<LuaValue, LuaValue>> walked(OrderedPairs pairs) {
        var entries = new ArrayList<Map.Entry<LuaValue, LuaValue>>();
        for (int place = 0; place < pairs.placeCount(); place++) {
            LuaValue key = pairs.keyAt(place);
            if (key != null) {
                entries.add(Map.entry(key, pairs.valueAt(place)));
            }
        }
        return entries;
    }

    /** Puts and removes at random, and compares with what a map of Java has then. */
    private static void check(OrderedPairs pairs, Random random, int steps, IntFunction<LuaValue> keys, int keyCount) {
        var model = new LinkedHashMap<LuaValue, LuaValue>();
        for (int step = 0; step < steps; step++) {
            LuaValue key = keys.apply(random.nextInt(keyCount));
            // Grows for a while, then shrinks.
            if (random.nextInt(10) < (step / 500 % 2 == 0 ? 3 : 7)) {
                assertThat(pairs.remove(key)).isEqualTo(model.remove(key));
            } else {
                LuaValue value = LuaValue.of(step);
                pairs.put(key, value);
                model.put(key, value);
            }
            LuaValue probe = keys.apply(random.nextInt(keyCount));
            assertThat(pairs.get(probe)).isEqualTo(model.get(probe));
            assertThat(pairs.size()).isEqualTo(model.size());
            if (step % 50 == 0) {
                var expected = new ArrayList<>(model.entrySet());
                assertThat(visited(pairs)).isEqualTo(expected);
                assertThat(walked(pairs)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithAMapThatKeepsTheOrder(long seed) {
        var random = new Random(seed);
        for (int keyCount : new int[] {1, 2, 3, 5, 20, 300}) {
            check(new OrderedPairs(), random, 2_000, i -> LuaValue.of("key" + i), keyCount);
            check(new OrderedPairs(random.nextInt(40)), random, 2_000, i -> LuaValue.of(i + 0.5), keyCount);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 7, 12, 13, 20, 24, 25, 1000})
    void isFullWithAsManyPairsAsItHasRoomFor(int capacity) {
        var pairs = new OrderedPairs(capacity);
        for (int i = 0; i < capacity + 1; i++) {
            assertThat(pairs.size()).isEqualTo(i);
            pairs.put(LuaValue.of(i), LuaValue.of(-i));
            pairs.put(LuaValue.of(0), LuaValue.of(7));
            assertThat(pairs.get(LuaValue.of(-1))).isNull();
        }
        assertThat(pairs.size()).isEqualTo(capacity + 1);
        assertThat(pairs.get(LuaValue.of(capacity))).isEqualTo(LuaValue.of(-capacity));
    }

    /** Strings that begin their search at the same slot, in a table of up to 1024 slots. */
    private static LuaValue[] colliding(int count) {
        var found = new ArrayList<LuaValue>();
        for (int i = 0; found.size() < count; i++) {
            var candidate = LuaString.of("c" + i);
            if ((candidate.hashCode() & 1023) == 0) {
                found.add(candidate);
            }
        }
        return found.toArray(LuaValue[]::new);
    }

    @Test
    void keysThatCollideAreFoundByTheirOrder() {
        var keys = colliding(600);
        check(new OrderedPairs(), new Random(1), 5_000, i -> keys[i], keys.length);
        check(new OrderedPairs(20), new Random(2), 5_000, i -> keys[i], keys.length);
    }

    @Test
    void removingAndPuttingBackTakesNoMoreRoomThanThePairs() {
        var pairs = new OrderedPairs();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 1_000_000; i++) {
                pairs.put(LuaValue.of(i % 100), LuaValue.of(i));
                pairs.remove(LuaValue.of((i + 50) % 100));
            }
        });
        assertThat(pairs.size()).isEqualTo(50);
        assertThat(pairs.placeCount()).isLessThan(200);
    }

    @Test
    void pairsThatComeOrGoDuringAVisitAreAnError() {
        var pairs = new OrderedPairs();
        pairs.put(LuaValue.of("a"), LuaValue.of(1));

        pairs.forEach((key, value) -> pairs.put(key, LuaValue.of(2)));
        assertThat(pairs.get(LuaValue.of("a"))).isEqualTo(LuaValue.of(2));
        assertThatThrownBy(() -> pairs.forEach((key, value) -> pairs.put(LuaValue.of("b"), value)))
                .isInstanceOf(ConcurrentModificationException.class);
    }
}
