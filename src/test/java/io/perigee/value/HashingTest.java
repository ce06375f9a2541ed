package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class HashingTest {

    /**
     * Pairs of words that differ in bits which a single product carries unchanged from the first word to the second,
     * whatever the key: strings that are made of such pairs all had one hash.
     */
    @Test
    void stringsThatDifferWhereProductsDoNotDependOnTheKeyHaveDifferentHashes() {
        int blocks = 14;
        var hashes = new HashSet<Integer>();
        for (int choice = 0; choice < 1 << blocks; choice++) {
            var bytes = ByteBuffer.allocate(blocks * 16).order(ByteOrder.nativeOrder());
            for (int block = 0; block < blocks; block++) {
                boolean flipped = (choice >> block & 1) != 0;
                bytes.putLong(flipped ? Long.MIN_VALUE : 0);
                bytes.putLong(flipped ? Long.MIN_VALUE | Long.MIN_VALUE >>> 32 : 0);
            }
            hashes.add(LuaString.wrap(bytes.array()).hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(16_000);
    }

    @Test
    void stringsWithTheSameHashInJavaHaveDifferentOnesHere() {
        var hashes = new HashSet<Integer>();
        for (int choice = 0; choice < 1 << 14; choice++) {
            var text = new StringBuilder();
            for (int i = 0; i < 14; i++) {
                text.append((choice >> i & 1) == 0 ? "Aa" : "BB");
            }
            hashes.add(LuaString.of(text.toString()).hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(16_000);
    }

    @Test
    void numbersThatDifferInAFewBitsHaveDifferentHashes() {
        var hashes = new HashSet<Integer>();
        for (long i = 0; i < 1 << 14; i++) {
            hashes.add(LuaInteger.of(i << 40).hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(16_000);
    }

    @Test
    void aStringHasTheHashOfItsBytesWhereverTheyLie() {
        var bytes = "some name, longer than eight".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int length = 0; length <= bytes.length; length++) {
            var moved = new byte[length + 3];
            System.arraycopy(bytes, 0, moved, 3, length);
            assertThat(LuaString.hash(moved, 3, length))
                    .isEqualTo(LuaString.wrap(java.util.Arrays.copyOf(bytes, length))
                            .hashCode());
        }
    }

    /** Keys that collide nonetheless make trees of the buckets of a hash table, as long as they can be ordered. */
    @Test
    void everyKeyThatAPeerCanChooseIsComparable() {
        for (LuaValue key :
                new LuaValue[] {LuaString.of("key"), LuaInteger.of(5), LuaInteger.of(1L << 40), LuaDouble.of(0.5)}) {
            // As a hash table asks: the very class must say that it compares with itself.
            Class<?> type = OrderedPairs.ordered(key).getClass();
            assertThat(type.getGenericInterfaces()).as("%s", type).anySatisfy(implemented -> assertThat(implemented)
                    .isInstanceOfSatisfying(ParameterizedType.class, comparable -> {
                        assertThat(comparable.getRawType()).isEqualTo(Comparable.class);
                        assertThat(comparable.getActualTypeArguments()).containsExactly(type);
                    }));
        }
    }
}
