package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuaTableTest {

    @Test
    void takesEqualNumbersForTheSameKey() {
        var table = new LuaTable().put(LuaValue.of(1.0), LuaValue.of("a")).put(LuaValue.of(2), LuaValue.of("b"));

        assertThat(table.get(1)).isEqualTo(LuaValue.of("a"));
        assertThat(table.get(LuaValue.of(2.0))).isEqualTo(LuaValue.of("b"));
        assertThat(table.isList()).isTrue();
    }

    @Test
    void refusesKeysThatLuaCannotHave() {
        var table = new LuaTable();

        assertThatThrownBy(() -> table.put(LuaValue.nil(), LuaValue.of(1)))
                .isInstanceOf(ValueException.class)
                .hasMessage("table key: nil (expected: any value but nil and NaN)");
        assertThatThrownBy(() -> table.put(LuaValue.of(Double.NaN), LuaValue.of(1)))
                .hasMessage("table key: nan (expected: any value but nil and NaN)");
    }

    @Test
    void keepsWhatComesBehindAHole() {
        var table = LuaTable.listOf(1, 2, 3, 4).put(2, LuaValue.nil());

        assertThat(table.length()).isEqualTo(1);
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.isList()).isFalse();
        assertThat(LuaText.of(table)).isEqualTo("{1, [3] = 3, [4] = 4}");

        table.put(2, LuaValue.of(2));
        assertThat(table.length()).isEqualTo(4);
        assertThat(table.isList()).isTrue();
    }

    @Test
    void becomesAListWhateverTheOrderOfItsElements() {
        var table = new LuaTable();
        for (int i = 5; i >= 1; i--) {
            table.put(i, LuaValue.of(i));
        }

        assertThat(LuaText.of(table)).isEqualTo("{1, 2, 3, 4, 5}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAPlainMapWhateverIsPutAndRemoved(long seed) {
        var random = new Random(seed);
        var table = new LuaTable();
        var model = new HashMap<LuaValue, LuaValue>();
        for (int i = 0; i < 5000; i++) {
            LuaValue key =
                    random.nextInt(5) == 0 ? LuaValue.of("k" + random.nextInt(5)) : LuaValue.of(random.nextInt(12));
            LuaValue value = random.nextInt(3) == 0 ? LuaValue.nil() : LuaValue.of(i);
            table.put(key, value);
            if (value.isNil()) {
                model.remove(key);
            } else {
                model.put(key, value);
            }
            check(table, model);
        }
    }

    private static void check(LuaTable table, Map<LuaValue, LuaValue> model) {
        int length = 0;
        while (model.containsKey(LuaValue.of(length + 1))) {
            length++;
        }
        assertThat(table.asMap()).isEqualTo(model);
        assertThat(table.size()).isEqualTo(model.size());
        assertThat(table.length()).isEqualTo(length);
        assertThat(table.isList()).isEqualTo(length == model.size());
        model.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
        var others = new HashMap<LuaValue, LuaValue>();
        table.forEachOther(others::put);
        assertThat(others).hasSize(model.size() - length);
    }

    @Test
    @Timeout(10)
    void takesElementsAwayAndBackWithoutMovingTheRest() {
        var table = new LuaTable();
        for (int i = 1; i <= 100_000; i++) {
            table.put(i, LuaValue.of(i));
        }
        for (int i = 0; i < 1_000_000; i++) {
            table.put(1, LuaValue.nil());
            table.put(1, LuaValue.of(true));
        }

        assertThat(table.length()).isEqualTo(100_000);
    }

    @Test
    void showsItsShapeAndNotItsContents() {
        assertThat(LuaTable.listOf(1, 2)).hasToString("table: 2 pairs");
        assertThat(LuaTable.listOf(1)).hasToString("table: 1 pair");
    }
}
