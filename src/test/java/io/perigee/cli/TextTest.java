package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaTable;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The small things: durations, colour, lines, rows. */
class TextTest {

    @ParameterizedTest
    @CsvSource({"5, 5000", "2.5s, 2500", "300ms, 300", "1m, 60000", "2h, 7200000", "0, 0"})
    void durations(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "5 s", "5d", "1e3", "99999999999"})
    void noDurations(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void colourIsForTerminalsWhoseUsersWantIt() {
        assertThat(Console.wantsColor(Map.of(), true)).isTrue();
        assertThat(Console.wantsColor(Map.of(), false)).isFalse();
        assertThat(Console.wantsColor(Map.of("NO_COLOR", "1"), true)).isFalse();
        assertThat(Console.wantsColor(Map.of("NO_COLOR", ""), true)).isTrue();
        assertThat(Console.wantsColor(Map.of("TERM", "dumb"), true)).isFalse();
    }

    @Test
    void oneLineIsOneLine() {
        assertThat(OneLine.of("a\r\nb\tc\u001b[0m\u009b\u202e€")).isEqualTo("a\\r\\nb\\tc\\u001b[0m\\u009b\\u202e€");
    }

    @Test
    void onlyListsOfFlatRecordsAreRows() {
        var record = new LuaTable().put("name", "a");
        assertThat(RowTable.of(LuaTable.listOf(record, record))).isNotNull();
        assertThat(RowTable.of(record)).isNull();
        assertThat(RowTable.of(new LuaTable())).isNull();
        assertThat(RowTable.of(LuaTable.listOf(1, 2))).isNull();
        assertThat(RowTable.of(LuaTable.listOf(record, 2))).isNull();
        assertThat(RowTable.of(LuaTable.listOf(LuaTable.listOf(1)))).isNull();
        assertThat(RowTable.of(LuaTable.listOf(new LuaTable().put("inner", new LuaTable()))))
                .isNull();
        assertThat(RowTable.of(LuaTable.listOf(new LuaTable().put("text", "x".repeat(100)))))
                .isNull();
    }

    @Test
    void rowsMarkTheirHeadAndQuoteWhatNeedsIt() {
        var rows = RowTable.of(LuaTable.listOf(new LuaTable().put("n", 1).put("s", "a\nb")));
        assertThat(rows).isNotNull();
        assertThat(rows.render(true)).isEqualTo("\u001b[1mn  s\u001b[0m\n1  \"a\\nb\"");
    }
}
