package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LuaTextTest {

    static Stream<Arguments> literals() {
        return Stream.of(
                Arguments.of(LuaValue.nil(), "nil"),
                Arguments.of(LuaValue.of(true), "true"),
                Arguments.of(LuaValue.of(-42), "-42"),
                Arguments.of(LuaValue.of(0.1), "0.1"),
                Arguments.of(LuaValue.of(3.0), "3"),
                Arguments.of(LuaValue.of(Double.NaN), "0/0"),
                Arguments.of(LuaValue.of(Double.NEGATIVE_INFINITY), "-math.huge"),
                Arguments.of(LuaValue.of(Double.POSITIVE_INFINITY), "math.huge"),
                Arguments.of(LuaValue.of(""), "\"\""),
                Arguments.of(LuaValue.of("a \"b\" \\ \n\r\t"), "\"a \\\"b\\\" \\\\ \\n\\r\\t\""),
                Arguments.of(LuaValue.of("\0x\u001b1\u007f"), "\"\\0x\\0271\\127\""),
                Arguments.of(LuaValue.of("grün → 🌍"), "\"grün → 🌍\""),
                Arguments.of(LuaValue.of("\u202e\u0085"), "\"\\226\\128\\174\\194\\133\""),
                Arguments.of(
                        LuaValue.of(new byte[] {-1, '7', (byte) 0xc3, '(', (byte) 0xe2, (byte) 0x82}),
                        "\"\\2557\\195(\\226\\130\""),
                Arguments.of(LuaValue.of(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}), "\"\\237\\160\\128\""),
                Arguments.of(LuaFunction.ofBytecode(new byte[12]), "<function: 12 bytes of bytecode>"),
                Arguments.of(LuaUserdata.of("x"), "<userdata: String>"),
                Arguments.of(new LuaTable(), "{}"),
                Arguments.of(LuaTable.listOf(1, "two", List.of()), "{1, \"two\", {}}"),
                Arguments.of(LuaTable.listOf(1, null, 3), "{1, [3] = 3}"),
                Arguments.of(
                        new LuaTable()
                                .put("name", 1)
                                .put("two words", 2)
                                .put("end", 3)
                                .put("1st", 4)
                                .put("", 5),
                        "{name = 1, [\"two words\"] = 2, [\"end\"] = 3, [\"1st\"] = 4, [\"\"] = 5}"),
                Arguments.of(new LuaTable().put(LuaTable.listOf(1), LuaValue.of(true)), "{[{1}] = true}"));
    }

    @ParameterizedTest
    @MethodSource("literals")
    void writesLiteralsOfLua(LuaValue value, String text) {
        assertThat(LuaText.of(value)).isEqualTo(text);
        assertThat(LuaText.line(value)).isEqualTo(text);
        assertThat(LuaText.brief(value)).isEqualTo(text);
    }

    @Test
    void breaksLinesWhereATableDoesNotFit() {
        var rows = new LuaTable()
                .put("name", "gateway")
                .put("ports", IntStream.range(0, 10).toArray());
        rows.put("text", "x".repeat(60));

        assertThat(LuaText.of(LuaTable.listOf(rows, 1))).isEqualTo("""
                        {
                          {
                            name = "gateway",
                            ports = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                            text = "%s",
                          },
                          1,
                        }""".formatted("x".repeat(60)));
        assertThat(LuaText.line(rows)).doesNotContain("\n");
    }

    @Test
    void showsATableInsideItselfByItsNumber() {
        var self = new LuaTable();
        self.put("self", self);
        var parent = new LuaTable().put("name", "p");
        var child = new LuaTable().put("parent", parent);
        child.put("me", child);
        parent.put("child", child);

        assertThat(LuaText.of(self)).isEqualTo("<table 1> {self = <table 1>}");
        assertThat(LuaText.of(parent))
                .isEqualTo("<table 1> {name = \"p\", child = <table 2> {parent = <table 1>, me = <table 2>}}");
    }

    @Test
    void numbersTablesTheSameWayOnSeveralLines() {
        var parent = new LuaTable().put("name", "x".repeat(80));
        parent.put("child", new LuaTable().put("parent", parent));

        assertThat(LuaText.of(parent))
                .isEqualTo("<table 1> {\n  name = \"" + "x".repeat(80) + "\",\n  child = {parent = <table 1>},\n}");
    }

    @Test
    void showsASharedTableEachTime() {
        var shared = LuaTable.listOf(1);

        assertThat(LuaText.of(LuaTable.listOf(shared, shared))).isEqualTo("{{1}, {1}}");
    }

    @Test
    void showsATableThatIsItsOwnKey() {
        var self = new LuaTable();
        self.put(self, LuaValue.of(1));

        assertThat(LuaText.of(self)).isEqualTo("<table 1> {[<table 1>] = 1}");
    }

    private static LuaTable bomb() {
        var bomb = LuaTable.listOf("a string");
        for (int i = 0; i < 60; i++) {
            bomb = LuaTable.listOf(bomb, bomb);
        }
        return bomb;
    }

    @Test
    void givesUpOnSharedTablesThatExpandWithoutEnd() {
        assertThatThrownBy(() -> LuaText.of(bomb()))
                .isInstanceOf(ValueException.class)
                .hasMessage("value: more than 1000000 nodes (expected: <= 1000000)");
        assertThatThrownBy(() -> LuaText.line(bomb())).hasMessageContaining("more than 1000000 nodes");
    }

    @Test
    void refusesMoreThanSixtyFourLevels() {
        var deep = new LuaTable();
        for (int i = 0; i < 64; i++) {
            deep = LuaTable.listOf(deep);
        }
        var tooDeep = deep;

        assertThatThrownBy(() -> LuaText.of(tooDeep)).hasMessageContaining("65 nested tables (expected: <= 64)");
        assertThat(LuaText.brief(tooDeep)).isEqualTo("{".repeat(64) + "{…}" + "}".repeat(64));
    }

    @Test
    void cutsABriefTextWhateverTheValueIs() {
        assertThat(LuaText.brief(bomb(), 20)).isEqualTo("{".repeat(20) + "…");
        assertThat(LuaText.brief(LuaValue.of("x".repeat(1000)), 10)).isEqualTo("\"" + "x".repeat(9) + "…");
        assertThat(LuaText.brief(LuaValue.of("🌍".repeat(9)), 4)).isEqualTo("\"🌍…");
        assertThat(LuaText.brief(LuaValue.from(Map.of("a", 1)), 7)).isEqualTo("{a = 1}");
        assertThat(LuaText.brief(LuaValue.of("abc"), 5)).isEqualTo("\"abc\"");
    }
}
