package io.perigee.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArgumentsTest {

    @Test
    void scalars() {
        assertThat(JsonArguments.parse("null")).isEqualTo(LuaNil.NIL);
        assertThat(JsonArguments.parse("true")).isEqualTo(LuaBoolean.TRUE);
        assertThat(JsonArguments.parse(" -3 ")).isEqualTo(LuaInteger.of(-3));
        assertThat(JsonArguments.parse("9007199254740993")).isEqualTo(LuaInteger.of(9007199254740993L));
        assertThat(JsonArguments.parse("1e3")).isEqualTo(LuaDouble.of(1000));
        assertThat(JsonArguments.parse("18446744073709551616")).isEqualTo(LuaDouble.of(0x1p64));
        assertThat(JsonArguments.parse("\"12\"")).isEqualTo(LuaString.of("12"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hello", "10.0.0.1", "1 2", "01", "{", "[1,", "NaN", "tru", "-", "a\"b", "héllo"})
    void whatIsNotJsonIsAString(String argument) {
        assertThat(JsonArguments.parse(argument)).isEqualTo(LuaString.of(argument));
    }

    @Test
    void arraysAndObjectsAreTables() {
        LuaValue value = JsonArguments.parse("{\"net\":{\"ip\":\"10.0.0.1\",\"ports\":[80,443]},\"none\":null}");
        LuaTable expected =
                new LuaTable().put("net", new LuaTable().put("ip", "10.0.0.1").put("ports", LuaTable.listOf(80, 443)));
        assertThat(LuaValue.sameStructure(value, expected)).isTrue();
    }

    @Test
    void nilInAnArrayLeavesAHole() {
        var table = (LuaTable) JsonArguments.parse("[1,null,3]");
        assertThat(table.get(3)).isEqualTo(LuaInteger.of(3));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> JsonArguments.parse("[".repeat(300) + "]".repeat(300)))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageStartingWith("depth: 201 (expected: <= 200)");
    }
}
