package io.perigee.codec.luatobin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.ByteOutput;
import io.perigee.value.LuaTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenValuesTest {
    private final SeenValues seen = new SeenValues();
    private final ByteOutput out = new ByteOutput(16);

    /** As the writer does: what is new is written. */
    private int numberOrWrite(int tag, byte[] bytes, int hash) {
        int number = seen.numberOrAdd(out, tag, bytes, hash);
        if (number == 0) {
            out.writeByte(tag);
            out.writeShort(bytes.length);
            out.writeBytes(bytes);
        }
        return number;
    }

    private int string(String text, int hash) {
        return numberOrWrite(Tag.STRING, text.getBytes(UTF_8), hash);
    }

    @Test
    void valuesAreNumberedFromTheOutermostTableOn() {
        var root = new LuaTable();
        var inner = new LuaTable();
        seen.begin(root);
        assertThat(seen.numberOrAdd(root)).isOne();
        assertThat(string("a", 7)).isZero();
        assertThat(seen.numberOrAdd(inner)).isZero();
        assertThat(string("a", 7)).isEqualTo(2);
        assertThat(seen.numberOrAdd(inner)).isEqualTo(3);
    }

    @Test
    void valuesOfOneHashAreToldApart() {
        var table = new LuaTable();
        int hash = table.hashCode();
        seen.begin(new LuaTable());
        assertThat(string("a", hash)).isZero();
        assertThat(seen.numberOrAdd(table)).isZero();
        assertThat(string("b", hash)).isZero();
        assertThat(string("bb", hash)).isZero();
        assertThat(string("", hash)).isZero();
        assertThat(numberOrWrite(Tag.FUNCTION, new byte[] {'b'}, hash)).isZero();
        assertThat(List.of(string("a", hash), seen.numberOrAdd(table), string("b", hash), string("bb", hash)))
                .containsExactly(2, 3, 4, 5);
        assertThat(string("", hash)).isEqualTo(6);
        assertThat(numberOrWrite(Tag.FUNCTION, new byte[] {'b'}, hash)).isEqualTo(7);
    }

    /** What was seen, in another way. */
    private static final class Model {
        private final Map<Object, Integer> numbers = new HashMap<>();

        int numberOrAdd(Object value) {
            Integer number = numbers.putIfAbsent(value, numbers.size() + 2);
            return number == null ? 0 : number;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 1 << 20})
    void theNumbersAreThoseOfAnyMapHoweverHashesCollide(int hashes) {
        var random = new Random(hashes);
        for (int value : new int[] {3, 31, 32, 33, 500, 20, 1200, 7}) {
            seen.begin(new LuaTable());
            out.truncate(0);
            var model = new Model();
            var tables = new LuaTable[value];
            for (int i = 0; i < 3 * value; i++) {
                int n = random.nextInt(value);
                if (random.nextInt(3) == 0) {
                    if (tables[n] == null) {
                        tables[n] = new LuaTable();
                    }
                    assertThat(seen.numberOrAdd(tables[n])).isEqualTo(model.numberOrAdd(tables[n]));
                } else {
                    int hash = -(n % hashes) * 0x10001;
                    assertThat(string("s" + n, hash)).isEqualTo(model.numberOrAdd(n));
                }
            }
            seen.clear();
        }
    }

    @Test
    void nothingIsRememberedFromOneValueToTheNext() {
        for (int count : new int[] {2, 3000}) {
            seen.begin(new LuaTable());
            for (int i = 0; i < count; i++) {
                seen.numberOrAdd(new LuaTable());
                string("s" + i, i);
            }
            seen.clear();
            assertThat(seen).extracting("root").isNull();
            assertThat(seen).extracting("tables").satisfies(tables -> assertThat((LuaTable[]) tables)
                    .hasSizeLessThanOrEqualTo(2048)
                    .allMatch(Objects::isNull));
            assertThat(seen).extracting("slots").satisfies(slots -> assertThat((long[]) slots)
                    .hasSizeLessThanOrEqualTo(2048));
            assertThat(seen).extracting("places").satisfies(places -> assertThat((int[]) places)
                    .hasSizeLessThanOrEqualTo(1025));
            out.truncate(0);
            seen.begin(new LuaTable());
            assertThat(string("s1", 1)).isZero();
            assertThat(string("s1", 1)).isEqualTo(2);
            seen.clear();
        }
    }

    /** A connection that lives long enough comes there. */
    @Test
    void theCountOfAllValuesEverSeenDoesNotOverflow() throws ReflectiveOperationException {
        var base = SeenValues.class.getDeclaredField("base");
        base.setAccessible(true);
        base.setInt(seen, Integer.MAX_VALUE / 2 - 5);
        for (int round = 0; round < 4; round++) {
            out.truncate(0);
            seen.begin(new LuaTable());
            assertThat(string("a", 1)).isZero();
            assertThat(string("b", 1)).isZero();
            assertThat(string("a", 1)).isEqualTo(2);
            assertThat(string("b", 1)).isEqualTo(3);
            seen.clear();
            assertThat(base.getInt(seen))
                    .isEqualTo(round == 1 ? 0 : round == 0 ? Integer.MAX_VALUE / 2 - 2 : 3 * (round - 1));
        }
    }
}
