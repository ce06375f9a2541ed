package io.perigee.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToJavaTest {
    enum Mode {
        FAST,
        @LuaName("safe-mode")
        SAFE
    }

    record Net(String ip, List<Integer> ports) {}

    record Config(
            String name,
            Net net,
            Optional<Mode> mode,
            @LuaName("max-size") OptionalInt maxSize) {}

    record Strict(int count) {}

    record Node(String label, List<Node> children) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Page<T>(List<T> items, T first, T[] all) {}

    record Tree<T>(T value, List<Tree<T>> children) {}

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("a positive number");
            }
        }
    }

    /** Types with parameters, to be found by the name of a method. */
    @SuppressWarnings("unused")
    interface Types {
        List<Map<String, Net>> listOfMaps();

        Map<Integer, List<Optional<String>>> mapOfLists();

        Page<Net> page();

        Tree<Integer> tree();

        List<? extends Number> wildcard();

        List<String>[] arrayOfLists();

        Optional<List<Integer>> optionalList();

        Map<?, ?> anyMap();

        List<Mode> modes();

        Map<Double, Integer> doubles();
    }

    private static Type type(String method) throws ReflectiveOperationException {
        return Types.class.getDeclaredMethod(method).getGenericReturnType();
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of(LuaValue.of(true), boolean.class, true),
                Arguments.of(LuaValue.of(false), Boolean.class, false),
                Arguments.of(LuaValue.of(-128), byte.class, (byte) -128),
                Arguments.of(LuaValue.of(7.0), Short.class, (short) 7),
                Arguments.of(LuaValue.of(42), int.class, 42),
                Arguments.of(LuaValue.of(3e9), long.class, 3_000_000_000L),
                Arguments.of(LuaValue.of(0.5), float.class, 0.5f),
                Arguments.of(LuaValue.of(1), double.class, 1.0),
                Arguments.of(LuaValue.of(1.0), Number.class, 1L),
                Arguments.of(LuaValue.of(1.5), Number.class, 1.5),
                Arguments.of(LuaValue.of("x"), char.class, 'x'),
                Arguments.of(LuaValue.of("grün"), String.class, "grün"),
                Arguments.of(LuaValue.of("grün"), CharSequence.class, "grün"),
                Arguments.of(LuaValue.of("ab"), char[].class, new char[] {'a', 'b'}),
                Arguments.of(LuaValue.of(new byte[] {-1}), byte[].class, new byte[] {-1}),
                Arguments.of(LuaValue.of("ab"), ByteBuffer.class, ByteBuffer.wrap("ab".getBytes(UTF_8))),
                Arguments.of(LuaValue.of("FAST"), Mode.class, Mode.FAST),
                Arguments.of(LuaValue.of("safe-mode"), Mode.class, Mode.SAFE),
                Arguments.of(LuaValue.of(5), BigInteger.class, BigInteger.valueOf(5)),
                Arguments.of(LuaValue.of(0x1p70), BigInteger.class, BigInteger.ONE.shiftLeft(70)),
                Arguments.of(LuaValue.of(5), BigDecimal.class, BigDecimal.valueOf(5)),
                Arguments.of(LuaValue.of(0.1), BigDecimal.class, new BigDecimal("0.1")),
                Arguments.of(LuaValue.nil(), Optional.class, Optional.empty()),
                Arguments.of(LuaValue.of(1), Optional.class, Optional.of(1L)),
                Arguments.of(LuaValue.nil(), OptionalInt.class, OptionalInt.empty()),
                Arguments.of(LuaValue.of(1), OptionalInt.class, OptionalInt.of(1)),
                Arguments.of(LuaValue.nil(), OptionalLong.class, OptionalLong.empty()),
                Arguments.of(LuaValue.of(1), OptionalLong.class, OptionalLong.of(1)),
                Arguments.of(LuaValue.nil(), OptionalDouble.class, OptionalDouble.empty()),
                Arguments.of(LuaValue.of(1), OptionalDouble.class, OptionalDouble.of(1)),
                Arguments.of(LuaValue.nil(), LuaValue.class, LuaValue.nil()),
                Arguments.of(LuaValue.nil(), LuaNil.class, LuaNil.NIL),
                Arguments.of(LuaValue.of("x"), LuaString.class, LuaString.of("x")),
                Arguments.of(LuaValue.of(1.0), LuaNumber.class, LuaDouble.of(1)));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void readsWhatFits(LuaValue value, Class<?> type, Object expected) {
        assertThat((Object) value.as(type)).isEqualTo(expected);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of(LuaValue.of("80"), int.class, "value: string (expected: integer of 32 bits)"),
                Arguments.of(LuaValue.of(1L << 31), int.class, "value: 2147483648 (expected: integer of 32 bits)"),
                Arguments.of(LuaValue.of(128), byte.class, "value: 128 (expected: integer of 8 bits)"),
                Arguments.of(LuaValue.of(0.5), long.class, "value: 0.5 (expected: integer)"),
                Arguments.of(LuaValue.of(0x1p63), long.class, "value: 9.223372036854776E18 (expected: integer)"),
                Arguments.of(LuaValue.of(Double.NaN), BigDecimal.class, "value: nan (expected: finite number)"),
                Arguments.of(LuaValue.of(0.5), BigInteger.class, "value: 0.5 (expected: integer)"),
                Arguments.of(LuaValue.nil(), double.class, "value: nil (expected: number)"),
                Arguments.of(LuaValue.of(true), Number.class, "value: boolean (expected: number)"),
                Arguments.of(LuaValue.of(1), boolean.class, "value: number (expected: boolean)"),
                Arguments.of(LuaValue.of(1), String.class, "value: number (expected: string)"),
                Arguments.of(LuaValue.nil(), String.class, "value: nil (expected: string)"),
                Arguments.of(LuaValue.of("ab"), char.class, "value: string of 2 characters (expected: 1 character)"),
                Arguments.of(
                        LuaValue.of(new byte[] {'a', -1}),
                        String.class,
                        "value: string with invalid UTF-8 at byte 1 (expected: UTF-8)"),
                Arguments.of(LuaValue.of("SLOW"), Mode.class, "value: \"SLOW\" (expected: one of FAST, safe-mode)"),
                Arguments.of(LuaValue.of(1), Mode.class, "value: number (expected: one of FAST, safe-mode)"),
                Arguments.of(LuaValue.of("x"), Net.class, "value: string (expected: table)"),
                Arguments.of(LuaValue.of("x"), List.class, "value: string (expected: table)"),
                Arguments.of(LuaValue.of("x"), Map.class, "value: string (expected: table)"),
                Arguments.of(LuaValue.of("x"), int[].class, "value: string (expected: table)"),
                Arguments.of(LuaValue.of("x"), LuaTable.class, "value: string (expected: table)"),
                Arguments.of(LuaValue.of("x"), Thread.class, "value: string (expected: Thread)"),
                Arguments.of(LuaUserdata.of("x"), Thread.class, "value: userdata of String (expected: Thread)"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void saysWhatWasFoundAndWhatWasExpected(LuaValue value, Class<?> type, String message) {
        assertThatThrownBy(() -> value.as(type))
                .isInstanceOf(ValueException.class)
                .hasMessage(message);
    }

    @Test
    void namesThePathFromTheResultToTheValueThatDoesNotFit() {
        var results = LuaValues.from(Map.of("net", Map.of("ip", "10.0.0.1", "ports", List.of(80, "https"))));

        assertThatThrownBy(() -> results.as(Config.class))
                .hasMessage("result[1].net.ports[2]: string (expected: integer of 32 bits)");
        assertThatThrownBy(() -> results.at("net").at("ports").at(2).asLong())
                .hasMessage("result[1].net.ports[2]: string (expected: integer)");
        assertThatThrownBy(() -> results.at("net").at("ports").asList(Long.class))
                .hasMessage("result[1].net.ports[2]: string (expected: integer)");
        assertThatThrownBy(() -> results.view(1).asString()).hasMessage("result[2]: nil (expected: string)");
        assertThatThrownBy(() -> results.view("argument", 1).at("x")).hasMessage("argument[2]: nil (expected: table)");
    }

    @Test
    void quotesKeysInPathsThatAreNoNamesAndCutsLongOnes() {
        var table = new LuaTable()
                .put("two words", "x")
                .put("k".repeat(1000), "x")
                .put(LuaValue.of(true), LuaValue.of("x"));

        assertThatThrownBy(() -> table.at("two words").asLong())
                .hasMessage("value[\"two words\"]: string (expected: integer)");
        assertThatThrownBy(() -> table.at("k".repeat(1000)).asLong())
                .hasMessage("value[\"" + "k".repeat(79) + "…]: string (expected: integer)");
        assertThatThrownBy(() -> table.asMap(LuaValue.class, long.class))
                .hasMessage("value[\"two words\"]: string (expected: integer)");
    }

    @Test
    void readsRecordsInsideRecords() {
        var value = LuaValue.from(Map.of(
                "name",
                "gw",
                "net",
                Map.of("ip", "10.0.0.1", "ports", List.of(80, 443)),
                "mode",
                "safe-mode",
                "max-size",
                7,
                "unknown",
                List.of()));

        assertThat(value.as(Config.class))
                .isEqualTo(new Config(
                        "gw", new Net("10.0.0.1", List.of(80, 443)), Optional.of(Mode.SAFE), OptionalInt.of(7)));
    }

    @Test
    void readsComponentsThatAreNotThereAsNullOrEmpty() {
        assertThat(new LuaTable().as(Config.class))
                .isEqualTo(new Config(null, null, Optional.empty(), OptionalInt.empty()));
    }

    @Test
    void refusesAPrimitiveComponentThatIsNotThere() {
        assertThatThrownBy(() -> LuaTable.listOf(new LuaTable()).asList(Strict.class))
                .hasMessage("value[1].count: nil (expected: integer of 32 bits)");
    }

    @Test
    void reportsWhatTheConstructorOfARecordRefuses() {
        assertThatThrownBy(() -> LuaTable.listOf(Map.of("number", -1)).asList(Positive.class))
                .isInstanceOf(ValueException.class)
                .hasMessage("value[1]: refused by Positive (expected: a positive number)")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsRecordsThatContainThemselvesByType() {
        var value = LuaValue.from(Map.of("label", "a", "children", List.of(Map.of("label", "b"))));

        assertThat(value.as(Node.class)).isEqualTo(new Node("a", List.of(new Node("b", null))));
    }

    @Test
    void readsTypesWithParameters() throws Exception {
        var net = Map.of("ip", "::1", "ports", List.of(1));
        var page = LuaValue.from(Map.of("items", List.of(net), "first", net, "all", List.of(net)));
        var tree = LuaValue.from(Map.of("value", 1, "children", List.of(Map.of("value", 2))));
        var expected = new Net("::1", List.of(1));

        assertThat(LuaValue.from(List.of(Map.of("eth0", net))).as(type("listOfMaps")))
                .isEqualTo(List.of(Map.of("eth0", expected)));
        assertThat(LuaValue.from(Map.of(7, Arrays.asList("a", null, "c"))).as(type("mapOfLists")))
                .isEqualTo(Map.of(7, List.of(Optional.of("a"), Optional.empty(), Optional.of("c"))));
        var readPage = (Page<?>) page.as(type("page"));
        assertThat(readPage.items()).isEqualTo(List.of(expected));
        assertThat((Object) readPage.first()).isEqualTo(expected);
        assertThat((Object[]) readPage.all()).containsExactly(expected);
        assertThat(tree.as(type("tree"))).isEqualTo(new Tree<>(1, List.of(new Tree<>(2, null))));
        assertThat(LuaTable.listOf(1, 0.5).as(type("wildcard"))).isEqualTo(List.of(1L, 0.5));
        assertThat((Object[]) LuaTable.listOf(List.of("a")).as(type("arrayOfLists")))
                .isInstanceOf(List[].class)
                .containsExactly(List.of("a"));
        assertThat(LuaValue.nil().as(type("optionalList"))).isEqualTo(Optional.empty());
        assertThat(LuaTable.listOf("x").as(type("anyMap"))).isEqualTo(Map.of(1L, "x"));
    }

    @Test
    void readsAListWithHolesWithNullsInThem() {
        var table = LuaTable.listOf("a", null, null, "d");

        assertThat(table.asList(String.class)).containsExactly("a", null, null, "d");
        assertThat(table.as(String[].class)).containsExactly("a", null, null, "d");
        assertThat(table.asList()).containsExactly(LuaValue.of("a"), LuaNil.NIL, LuaNil.NIL, LuaValue.of("d"));
        assertThatThrownBy(() -> LuaTable.listOf(1, null, 3).as(int[].class))
                .hasMessage("value[2]: nil (expected: integer of 32 bits)");
    }

    @Test
    void refusesAListWithOtherKeys() {
        var table = LuaTable.listOf(1, 2).put("n", 2);

        assertThatThrownBy(() -> table.asList(int.class))
                .hasMessage("value.n: a key that is no index (expected: a list with the keys 1..n)");
        assertThatThrownBy(() -> new LuaTable().put(0, LuaValue.of(1)).asList())
                .hasMessage("value[0]: a key that is no index (expected: a list with the keys 1..n)");
    }

    @Test
    void countsHolesSoThatAnIndexFarOutCostsNoMemory() {
        var table = new LuaTable().put(Long.MAX_VALUE, LuaValue.of(1));

        assertThatThrownBy(() -> LuaValues.of(table).asList(Integer.class))
                .hasMessage("result[1]: more than 1000000 nodes (expected: <= 1000000)");
    }

    @Test
    void readsCollectionsOfTheirKind() {
        var table = LuaTable.listOf("a", "b", "a");

        assertThat((Collection<?>) table.as(Collection.class))
                .map(String::valueOf)
                .containsExactly("a", "b", "a");
        assertThat((Object) table.as(Iterable.class)).isInstanceOf(List.class);
        assertThat((Set<?>) table.as(Set.class)).map(String::valueOf).containsExactly("a", "b");
        assertThat(LuaTable.listOf(true).as(boolean[].class)).containsExactly(true);
        assertThat(LuaTable.listOf(1.5).as(double[].class)).containsExactly(1.5);
        assertThat(LuaTable.listOf(LuaTable.listOf(1)).as(long[][].class)).isEqualTo(new long[][] {{1}});
    }

    @Test
    void namesTheKeyThatDoesNotFitAMap() {
        assertThatThrownBy(() -> new LuaTable().put("a", 1).asMap(Integer.class, Integer.class))
                .hasMessage("value[key \"a\"]: string (expected: integer of 32 bits)");
        assertThatThrownBy(() -> new LuaTable().put("a", "b").asMap(String.class, Integer.class))
                .hasMessage("value.a: string (expected: integer of 32 bits)");
    }

    @Test
    void refusesKeysThatBecomeOneInJava() {
        var table = new LuaTable()
                .put(LuaValue.of((1L << 53) + 1), LuaValue.of("a"))
                .put(LuaValue.of(1L << 53), LuaValue.of("b"));

        assertThatThrownBy(() -> table.asMap(Double.class, String.class))
                .hasMessage("value: keys that are equal as Double (expected: distinct keys)");
    }

    @Test
    void readsAnObjectAsWhateverFitsBest() {
        var table = new LuaTable().put("list", List.of(1, 2.5, "x", true)).put("bytes", new byte[] {-1});
        table.put(LuaValue.of(3.0), LuaTable.listOf());
        var map = (Map<?, ?>) table.as(Object.class);

        assertThat(map.get("list")).isEqualTo(List.of(1L, 2.5, "x", true));
        assertThat((byte[]) map.get("bytes")).containsExactly(-1);
        assertThat(map.get(3L)).isEqualTo(List.of());
        assertThat(LuaValue.nil().as(Object.class)).isNull();
        assertThat(LuaValue.of(-0.0).as(Object.class)).isEqualTo(-0.0);
        assertThat(LuaValue.of(1e15).as(Object.class)).isEqualTo(1_000_000_000_000_000L);
    }

    @Test
    void keepsKeysFindableWhereTheJavaFormWouldNotBe() {
        var key = LuaTable.listOf(1);
        var bytes = LuaString.copyOf(new byte[] {-1});
        var table = new LuaTable().put(key, LuaValue.of("table")).put(bytes, LuaValue.of("bytes"));
        var map = (Map<?, ?>) table.as(Object.class);

        assertThat(map.get(key)).isEqualTo("table");
        assertThat(map.get(bytes)).isEqualTo("bytes");
    }

    @Test
    void unwrapsObjectsThatPassByReference() {
        var thread = Thread.currentThread();
        var net = new Net("::1", List.of());

        assertThat(LuaUserdata.of(thread).as(Thread.class)).isSameAs(thread);
        assertThat(LuaUserdata.of(thread).as(Runnable.class)).isSameAs(thread);
        assertThat(LuaUserdata.of(thread).as(Object.class)).isSameAs(thread);
        assertThat(LuaUserdata.of(net).as(Net.class)).isSameAs(net);
        assertThat(LuaTable.listOf(LuaUserdata.of(thread)).asList(Thread.class)).containsExactly(thread);
        assertThat(LuaUserdata.of(thread).as(LuaUserdata.class).object()).isSameAs(thread);
    }

    @Test
    void givesAViewThatKnowsItsPath() {
        var views = LuaTable.listOf(LuaTable.listOf("x")).asList(LuaView.class);

        assertThatThrownBy(() -> views.get(0).at(1).asLong()).hasMessage("value[1][1]: string (expected: integer)");
    }

    @Test
    void refusesATableInsideItself() throws Exception {
        var self = new LuaTable();
        self.put("self", self);
        var node = new LuaTable();
        node.put("children", LuaTable.listOf(node));

        assertThatThrownBy(() -> self.as(Object.class))
                .hasMessage("value.self: a table that contains itself (expected: no cycle)");
        assertThatThrownBy(() -> node.as(Node.class))
                .hasMessage("value.children[1]: a table that contains itself (expected: no cycle)");
        assertThatThrownBy(() -> node.asMap(String.class, List.class)).hasMessageContaining("contains itself");
    }

    @Test
    void refusesATableThatIsItsOwnKey() {
        var self = new LuaTable();
        self.put(self, LuaValue.of(1));

        assertThat(((Map<?, ?>) self.as(Object.class)).get(self)).isEqualTo(1L);
        assertThatThrownBy(() -> self.asMap(Map.class, Object.class)).hasMessageContaining("contains itself");
    }

    @Test
    void takesSixtyFourLevelsAndNoMore() {
        assertThat(nested(64).as(Object.class)).isInstanceOf(List.class);
        assertThatThrownBy(() -> nested(65).as(Object.class))
                .hasMessage("value" + "[1]".repeat(64) + ": 65 nested tables (expected: <= 64)");
    }

    private static LuaTable nested(int depth) {
        var table = new LuaTable();
        for (int i = 1; i < depth; i++) {
            table = LuaTable.listOf(table);
        }
        return table;
    }

    static Stream<Class<?>> bombTargets() {
        return Stream.of(Object.class, List.class, Object[].class, Map.class, Set.class);
    }

    @ParameterizedTest
    @MethodSource("bombTargets")
    void givesUpOnSharedTablesThatExpandWithoutEnd(Class<?> target) {
        var bomb = LuaTable.listOf(1);
        for (int i = 0; i < 60; i++) {
            bomb = LuaTable.listOf(bomb, bomb);
        }
        var value = LuaValues.of(bomb);

        assertThatThrownBy(() -> value.as(target))
                .isInstanceOf(ValueException.class)
                .hasMessage("result[1]: more than 1000000 nodes (expected: <= 1000000)");
    }

    @Test
    void givesUpOnALongStringSharedTooOften() {
        var string = LuaString.of("x".repeat(60_000));
        var table = new LuaTable();
        for (int i = 1; i <= 60_000; i++) {
            table.put(i, string);
        }

        assertThatThrownBy(() -> table.asList(String.class)).hasMessageContaining("more than 1000000 nodes");
        assertThat(table.asList()).hasSize(60_000);
    }

    @Test
    void readsOptionalResults() {
        assertThat(LuaValues.empty().asOptional(String.class)).isEmpty();
        assertThat(LuaValues.from("x").asOptional(String.class)).contains("x");
    }
}
