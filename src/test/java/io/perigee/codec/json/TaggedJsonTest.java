package io.perigee.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-2147483648",
                "2147483647",
                "\"\"",
                "\"héllo €\"",
                "\"a\\nb\\\"c\\u0000\"",
                "{\"bytes\":\"610062fffe\"}",
                "{\"double\":\"0.10000000000000001\"}",
                "{\"double\":\"9.2233720368547758e+18\"}",
                "{\"double\":\"nan\"}",
                "{\"double\":\"inf\"}",
                "{\"double\":\"-inf\"}",
                "{\"double\":\"-0\"}",
                "{\"integer\":\"9007199254740993\"}",
                "{\"function\":\"1b4c7561\"}",
                "{\"mine\":1}",
                "{\"yours\":-7}",
                "{\"table\":[]}",
                "{\"table\":[[1,\"k\"],[2,{\"table\":[[1,\"k\"]],\"id\":2}],[4,{\"ref\":2}],[5,{\"table\":[]}]]}",
                "{\"table\":[[1,{\"ref\":1}],[{\"ref\":1},true]],\"id\":1}",
                "{\"table\":[[{\"table\":[],\"id\":2},{\"ref\":2}]]}",
            })
    void whatIsReadIsWrittenAgain(String json) {
        assertThat(TaggedJson.write(TaggedJson.read(json))).isEqualTo(json);
    }

    /** The right-hand side is what printf("%.17g") of C gives. */
    @ParameterizedTest
    @CsvSource({
        "1.5, 1.5",
        "-0.5, -0.5",
        "0.1, 0.10000000000000001",
        "1e300, 1.0000000000000001e+300",
        "5e-324, 4.9406564584124654e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05",
        "1e16, 10000000000000000",
        "123456789012345680, 1.2345678901234568e+17",
        "1e17, 1e+17",
        "2147483648, 2147483648",
        "3.141592653589793, 3.1415926535897931",
        "2044.5305141827696, 2044.5305141827696",
    })
    void doublesAreAsCPrintsThem(double value, String text) {
        assertThat(TaggedJson.write(LuaDouble.of(value))).isEqualTo("{\"double\":\"" + text + "\"}");
        assertThat(TaggedJson.read("{\"double\":\"" + text + "\"}")).isEqualTo(LuaDouble.of(value));
    }

    @Test
    void anInt32IsAnIntegerHoweverItIsHeld() {
        assertThat(TaggedJson.write(LuaDouble.of(42.0))).isEqualTo("42");
        assertThat(TaggedJson.write(LuaInteger.of(1L << 31))).isEqualTo("{\"double\":\"2147483648\"}");
        assertThat(TaggedJson.write(LuaInteger.of(Long.MAX_VALUE))).isEqualTo("{\"integer\":\"9223372036854775807\"}");
        assertThat(TaggedJson.write(LuaInteger.of(Long.MIN_VALUE)))
                .isEqualTo("{\"double\":\"-9.2233720368547758e+18\"}");
    }

    @Test
    void idsFollowTheOrderInWhichTablesAreMet() {
        var shared = new LuaTable();
        var outer = LuaTable.listOf(new LuaTable(), shared, LuaTable.listOf(shared));
        assertThat(TaggedJson.write(outer))
                .isEqualTo("{\"table\":[[1,{\"table\":[]}],[2,{\"table\":[],\"id\":3}],"
                        + "[3,{\"table\":[[1,{\"ref\":3}]]}]]}");
    }

    @Test
    void sharedTablesCostWhatTheyAre() {
        LuaTable bomb = new LuaTable();
        for (int i = 0; i < 60; i++) {
            bomb = LuaTable.listOf(bomb, bomb);
        }
        String json = TaggedJson.write(bomb);
        assertThat(json).hasSizeLessThan(5_000);
        assertThat(LuaValue.sameStructure(TaggedJson.read(json), bomb)).isTrue();
    }

    @Test
    void listsHaveTablesOfTheirOwn() {
        var table = new LuaTable();
        var values = LuaValues.of(LuaString.of("a"), LuaValue.nil(), table, table);
        assertThat(TaggedJson.write(values)).isEqualTo("[\"a\",null,{\"table\":[]},{\"table\":[]}]");
        assertThat(TaggedJson.readList("[\"a\", null, 3]").size()).isEqualTo(3);
        assertThat(TaggedJson.write(LuaValues.empty())).isEqualTo("[]");
    }

    @Test
    void objectsWithoutANumberAreShownOnly() {
        assertThat(TaggedJson.write(LuaUserdata.of(java.nio.file.Path.of("gateway"))))
                .isEqualTo("{\"object\":\"gateway\"}");
        assertThatThrownBy(() -> TaggedJson.read("{\"object\":\"gateway\"}")).isInstanceOf(JsonFormatException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.5 | number: 1.5 (expected: an integer, or {\"double\": \"1.5\"}) at line 1, column 1",
                "2147483648 | integer: 2147483648 (expected: one of 32 bits; beyond it {\"double\": \"2147483648\"})"
                        + " at line 1, column 1",
                "[1] | value: [ (expected: a value; a table is {\"table\": [[key, value]]}) at line 1, column 1",
                "{} | object: {} (expected: one of table, double, bytes, function, ref) at line 1, column 2",
                "{\"bytes\":\"0\"} | bytes: 0 (expected: pairs of hex digits) at line 1, column 10",
                "{\"bytes\":\"zz\"} | bytes: zz (expected: pairs of hex digits) at line 1, column 10",
                "{\"double\":\"0x1p3\"} | double: 0x1p3 (expected: digits as %.17g prints them, nan, inf or -inf)"
                        + " at line 1, column 11",
                "{\"double\":\" 1\"} | double:  1 (expected: digits as %.17g prints them, nan, inf or -inf)"
                        + " at line 1, column 11",
                "{\"double\":1} | double: 1 (expected: a string) at line 1, column 11",
                "{\"integer\":\"9223372036854775808\"} | integer: 9223372036854775808 (expected: an integer of 64 bits)"
                        + " at line 1, column 12",
                "{\"tabel\":[]} | object: \"tabel\" (expected: one of table, double, integer, bytes, function, ref, mine,"
                        + " yours) at line 1, column 10",
                "{\"ref\":1} | ref: 1 (expected: 1 to 0, a table met before) at line 1, column 8",
                "{\"table\":[[1,{\"ref\":1}]]} | ref: 1 (expected: a table with this \"id\") at line 1, column 25",
                "{\"table\":[],\"id\":2} | id: 2 (expected: 1, as tables are numbered in the order they are met)"
                        + " at line 1, column 18",
                "{\"id\":1} | table: an id alone (expected: \"table\": [[key, value]]) at line 1, column 8",
                "{\"table\":[],\"x\":2} | table: \"x\" (expected: \"table\" and \"id\", once each) at line 1, column 17",
                "{\"table\":[[1]]} | pair: ] (expected: [key, value]) at line 1, column 13",
                "{\"table\":[[1,2,3]]} | pair: 3 (expected: [key, value]) at line 1, column 16",
                "{\"table\":[1]} | pair: 1 (expected: [key, value]) at line 1, column 11",
                "{\"table\":5} | table: 5 (expected: an array of [key, value]) at line 1, column 10",
                "{\"bytes\":\"00\",\"x\":1} | object: x (expected: nothing after \"bytes\") at line 1, column 15",
                "\"\\ud800\" | string: \\ud800 alone (expected: whole characters, or {\"bytes\": …})"
                        + " at line 1, column 1",
                "1 2 | JSON: 2 (expected: one value) at line 1, column 3",
            })
    void whatIsNotTheNotationIsRefused(String json, String message) {
        assertThatThrownBy(() -> TaggedJson.read(json))
                .isInstanceOf(JsonFormatException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[", "tru", "\"abc", "{\"table\":[[", "{\"table\":[[1,", "nul", "\u0001"})
    void whatIsNotJsonIsRefused(String json) {
        assertThatThrownBy(() -> TaggedJson.read(json)).isInstanceOf(JsonFormatException.class);
    }

    @Test
    void keysAreThoseOfLua() {
        assertThatThrownBy(() -> TaggedJson.read("{\"table\":[[null,1]]}"))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.error()).isEqualTo(CodecError.NIL_KEY));
        assertThatThrownBy(() -> TaggedJson.read("{\"table\":[[{\"double\":\"nan\"},1]]}"))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.error()).isEqualTo(CodecError.NAN_KEY));
    }

    @Test
    void depthIsBounded() {
        String open = "{\"table\":[[1,";
        String close = "]]}";
        assertThat(TaggedJson.read(open.repeat(199) + "{\"table\":[]}" + close.repeat(199)))
                .isNotNull();
        for (int depth : new int[] {200, 330, 100_000}) {
            String json = open.repeat(depth) + "{\"table\":[]}" + close.repeat(depth);
            assertThatThrownBy(() -> TaggedJson.read(json)).isInstanceOf(JsonFormatException.class);
        }
        LuaTable deep = new LuaTable();
        for (int i = 0; i < 100_000; i++) {
            deep = LuaTable.listOf(deep);
        }
        LuaTable tooDeep = deep;
        assertThatThrownBy(() -> TaggedJson.write(tooDeep))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.error()).isEqualTo(CodecError.DEPTH));
    }

    @Test
    void functionsAreBytecode() {
        assertThat(TaggedJson.read("{\"function\":\"1b4C\"}"))
                .isEqualTo(LuaFunction.ofBytecode(new byte[] {0x1b, 0x4c}));
    }
}
