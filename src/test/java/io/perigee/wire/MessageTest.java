package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {

    private static Message read(String hex) {
        return Message.read(
                ByteBuffer.wrap(HexFormat.of().parseHex(hex)),
                Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE));
    }

    private static String write(Message message) {
        var out = new ByteOutput(16);
        message.write(out, Luatobin.INSTANCE.newWriter(ObjectReferences.NONE));
        return HexFormat.of().formatHex(out.toByteArray());
    }

    @Test
    void aCallIsTheBytesOfTheSpecification() {
        var call = new Message.Call(5, LuaString.of("add"), LuaValues.from(3, 4));
        assertThat(write(call)).isEqualTo("000500000010" + "040003616464" + "0700000003" + "0700000004");
        assertThat(read(write(call))).isEqualTo(call);
    }

    @Test
    void aResponseIsTheBytesOfTheSpecification() {
        var response = new Message.Response(5, Status.OK, LuaValues.from(7));
        assertThat(write(response)).isEqualTo("010500000006" + "00" + "0700000007");
        assertThat(read(write(response))).isEqualTo(response);
    }

    @ParameterizedTest
    @CsvSource({
        "000000000000, empty-call",
        "010000000000, no-status",
        "020000000000, unknown-type",
        "0000, truncated",
        "00000000000504, truncated",
    })
    void whatIsNoMessageHasAName(String hex, String error) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(FrameException.class).hasMessageStartingWith(error + ": ");
    }

    @Test
    void whatIsNoValueHasANameToo() {
        assertThatThrownBy(() -> read("00000000000100"))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("bad-name: ");
    }
}
