package io.perigee.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FromJavaTest {
    enum Mode {
        FAST,
        @LuaName("safe-mode")
        SAFE {
            @Override
            public String toString() {
                return "something else";
            }
        }
    }

    record Port(int number, @LuaName("tls") boolean secure, String comment) {}

    record Named(String name) implements LuaConvertible {
        @Override
        public LuaValue toLua() {
            return LuaValue.of("I am " + name);
        }
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of(null, LuaValue.nil()),
                Arguments.of(true, LuaValue.of(true)),
                Arguments.of((byte) -1, LuaValue.of(-1)),
                Arguments.of((short) 7, LuaValue.of(7)),
                Arguments.of(42, LuaValue.of(42)),
                Arguments.of(Long.MAX_VALUE, LuaValue.of(Long.MAX_VALUE)),
                Arguments.of(0.5f, LuaValue.of(0.5)),
                Arguments.of(0.1, LuaValue.of(0.1)),
                Arguments.of('x', LuaValue.of("x")),
                Arguments.of("grün", LuaValue.of("grün")),
                Arguments.of(java.nio.CharBuffer.wrap("text"), LuaValue.of("text")),
                Arguments.of(new char[] {'a', 'b'}, LuaValue.of("ab")),
                Arguments.of(new byte[] {0, -1}, LuaValue.of(new byte[] {0, -1})),
                Arguments.of(Mode.FAST, LuaValue.of("FAST")),
                Arguments.of(Mode.SAFE, LuaValue.of("safe-mode")),
                Arguments.of(Optional.empty(), LuaValue.nil()),
                Arguments.of(Optional.of("x"), LuaValue.of("x")),
                Arguments.of(OptionalInt.of(1), LuaValue.of(1)),
                Arguments.of(OptionalInt.empty(), LuaValue.nil()),
                Arguments.of(OptionalLong.of(2), LuaValue.of(2)),
                Arguments.of(OptionalLong.empty(), LuaValue.nil()),
                Arguments.of(OptionalDouble.of(2.5), LuaValue.of(2.5)),
                Arguments.of(OptionalDouble.empty(), LuaValue.nil()),
                Arguments.of(BigInteger.valueOf(Long.MIN_VALUE), LuaValue.of(Long.MIN_VALUE)),
                Arguments.of(BigInteger.ONE.shiftLeft(70), LuaValue.of(0x1p70)),
                Arguments.of(new BigDecimal("0.1"), LuaValue.of(0.1)),
                Arguments.of(new BigDecimal("9007199254740993"), LuaValue.of(9007199254740993L)),
                Arguments.of(new BigDecimal("12.00"), LuaValue.of(12)),
                Arguments.of(new Named("gw"), LuaValue.of("I am gw")),
                Arguments.of(LuaValue.of(3), LuaValue.of(3)));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void convertsWhatHasACounterpart(Object object, LuaValue expected) {
        assertThat(LuaValue.from(object)).isEqualTo(expected);
    }

    @Test
    void takesTheRestOfAByteBufferAndLeavesItWhereItIs() {
        var buffer = ByteBuffer.wrap("abcdef".getBytes(UTF_8)).position(2).limit(5);

        assertThat(LuaValue.from(buffer)).isEqualTo(LuaValue.of("cde"));
        assertThat(buffer.position()).isEqualTo(2);
    }

    @Test
    void copiesBytesSoThatLaterChangesAreNotSeen() {
        byte[] bytes = {1};
        LuaValue value = LuaValue.from(bytes);
        bytes[0] = 2;

        assertThat(value).isEqualTo(LuaValue.of(new byte[] {1}));
    }

    @Test
    void keepsNumbersOfTheirKind() {
        assertThat(LuaValue.from(3)).isInstanceOf(LuaInteger.class);
        assertThat(LuaValue.from(3.0)).isInstanceOf(LuaDouble.class);
    }

    static Stream<Object> lists() {
        return Stream.of(
                List.of(1, 2, 3),
                new LinkedHashSet<>(List.of(1, 2, 3)),
                (Iterable<Integer>) () -> List.of(1, 2, 3).iterator(),
                new int[] {1, 2, 3},
                new long[] {1, 2, 3},
                new short[] {1, 2, 3},
                new double[] {1, 2, 3},
                new float[] {1, 2, 3},
                Arguments.of((Object) new Integer[] {1, 2, 3}),
                Arguments.of((Object) new Object[] {1, 2.0, BigInteger.valueOf(3)}));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void turnsSequencesIntoTablesFromOneToN(Object sequence) {
        LuaValue table = LuaValue.from(sequence);

        assertThat(LuaValue.sameStructure(table, LuaTable.listOf(1, 2, 3))).isTrue();
        assertThat(((LuaTable) table).isList()).isTrue();
    }

    @Test
    void convertsArraysOfBooleans() {
        assertThat(LuaText.of(LuaValue.from(new boolean[] {true, false}))).isEqualTo("{true, false}");
    }

    @Test
    void leavesAHoleForANullInAList() {
        assertThat(LuaText.of(LuaValue.from(Arrays.asList("a", null, "c")))).isEqualTo("{\"a\", [3] = \"c\"}");
        assertThat(LuaText.of(LuaTable.listOf("a", null, "c"))).isEqualTo("{\"a\", [3] = \"c\"}");
        assertThat(LuaText.of(LuaTable.ofList(Arrays.asList("a", null)))).isEqualTo("{\"a\"}");
    }

    @Test
    void turnsMapsIntoTablesAndLeavesOutNullValues() {
        var map = new LinkedHashMap<Object, Object>();
        map.put("name", "gw");
        map.put("gone", null);
        map.put(2.5, List.of(1));
        map.put(Mode.SAFE, true);

        assertThat(LuaText.of(LuaValue.from(map))).isEqualTo("{name = \"gw\", [2.5] = {1}, [\"safe-mode\"] = true}");
        assertThat(LuaText.of(LuaTable.ofMap(map))).isEqualTo(LuaText.of(LuaValue.from(map)));
    }

    @Test
    void turnsRecordsIntoTablesUnderTheirLuaNames() {
        assertThat(LuaText.of(LuaValue.from(new Port(80, true, null)))).isEqualTo("{number = 80, tls = true}");
    }

    @Test
    void keepsTablesAndViewsAsTheyAre() {
        var table = LuaTable.listOf(1);
        var outer = (LuaTable) LuaValue.from(List.of(table, LuaValues.of(table)));

        assertThat(outer.get(1)).isSameAs(table);
        assertThat(outer.get(2)).isSameAs(table);
    }

    @Test
    void namesThePathToWhatHasNoCounterpart() {
        var inner = new HashMap<String, Object>();
        inner.put("ports", List.of(80, new Object()));

        assertThatThrownBy(() -> LuaValue.from(Map.of("net", inner)))
                .isInstanceOf(ValueException.class)
                .hasMessage("value.net.ports[2]: java.lang.Object (expected: a type with a Lua counterpart)");
        assertThatThrownBy(() -> LuaValues.from(1, List.of(new Object())))
                .hasMessageStartingWith("value[2][1]: java.lang.Object");
    }

    @Test
    void refusesAPathOfTheFileSystemWhichIteratesOverItself() {
        assertThatThrownBy(() -> LuaValue.from(Path.of("a"))).hasMessageContaining("a type with a Lua counterpart");
    }

    @Test
    void refusesNumbersThatNeitherALongNorADoubleHolds() {
        assertThatThrownBy(() -> LuaValue.from(BigInteger.ONE.shiftLeft(70).add(BigInteger.ONE)))
                .hasMessage("value: number of 71 bits (expected: a number that a long or a double holds exactly)");
        assertThatThrownBy(() -> LuaValue.from(new BigDecimal("0.10000000000000000001")))
                .hasMessageStartingWith("value: number of 20 digits");
        assertThatThrownBy(() -> LuaValue.from(new BigDecimal("1e1000000000")))
                .hasMessageStartingWith("value: number of 1e1000000000");
    }

    @Test
    void refusesKeysThatLuaCannotHave() {
        var nullKey = new HashMap<Object, Object>();
        nullKey.put(null, 1);

        assertThatThrownBy(() -> LuaValue.from(nullKey))
                .hasMessage("value[key]: nil (expected: a key that is neither nil nor NaN)");
        assertThatThrownBy(() -> LuaValue.from(Map.of(Double.NaN, 1)))
                .hasMessage("value[key]: nan (expected: a key that is neither nil nor NaN)");
        assertThatThrownBy(() -> LuaValue.from(Map.of(new Object(), 1)))
                .hasMessageStartingWith("value[key]: java.lang.Object");
    }

    @Test
    void refusesKeysThatBecomeOneInLua() {
        assertThatThrownBy(() -> LuaValue.from(Map.of(1, "a", 1.0, "b")))
                .hasMessage("value: keys that are equal in Lua (expected: distinct keys)");
    }

    @Test
    void refusesAListInsideItself() {
        var list = new ArrayList<Object>();
        list.add(1);
        list.add(Map.of("self", list));

        assertThatThrownBy(() -> LuaValue.from(list))
                .hasMessage("value[2].self: an object that contains itself (expected: no cycle)");
    }

    @Test
    void takesSixtyFourLevelsAndNoMore() {
        assertThat(LuaValue.from(nested(64))).isInstanceOf(LuaTable.class);
        assertThatThrownBy(() -> LuaValue.from(nested(65)))
                .hasMessage("value" + "[1]".repeat(64) + ": 65 nested objects (expected: <= 64)");
    }

    private static Object nested(int depth) {
        Object value = List.of();
        for (int i = 1; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    @Test
    void givesUpOnSharedListsThatExpandWithoutEnd() {
        Object value = List.of();
        for (int i = 0; i < 60; i++) {
            value = List.of(value, value);
        }
        Object bomb = value;

        assertThatThrownBy(() -> LuaValue.from(bomb))
                .hasMessage("value: more than 1000000 nodes (expected: <= 1000000)");
    }

    @Test
    void givesUpOnAnIterableWithoutEnd() {
        Iterable<Integer> endless = () -> IntStream.iterate(0, i -> i + 1).iterator();

        assertThatThrownBy(() -> LuaValue.from(endless)).hasMessageContaining("more than 1000000 nodes");
    }

    @Test
    void givesUpOnALongStringSharedTooOften() {
        Object bomb = Collections.nCopies(100_000, "x".repeat(60_000));

        assertThatThrownBy(() -> LuaValue.from(bomb)).hasMessageContaining("more than 1000000 nodes");
    }
}
