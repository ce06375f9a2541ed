package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private static final ValueReader READER = Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);

    private static Message read(String hex) {
        return Message.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), READER);
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

    @Test
    void messagesStandBehindOneAnother() {
        var out = new ByteOutput(16);
        var writer = Luatobin.INSTANCE.newWriter(ObjectReferences.NONE);
        List<Message> messages = List.of(
                new Message.Call(255, LuaString.of("p"), LuaValues.empty()),
                new Message.Response(128, 200, LuaValues.empty()),
                new Message.Call(0, LuaString.of(""), LuaValues.from(1, "x", null)));
        out.writeByte(0xee);
        messages.forEach(message -> message.write(out, writer));

        // A view of a part of an array, as transcripts have it.
        var in = ByteBuffer.wrap(out.toByteArray(), 1, out.length() - 1).slice();
        for (Message message : messages) {
            assertThat(Message.read(in, READER)).isEqualTo(message);
        }
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> read("0000000000")).hasMessage("truncated: 5 bytes (expected: a frame of 6 bytes)");
        assertThatThrownBy(() -> read("00000000000504"))
                .hasMessage("truncated: 7 bytes (expected: a frame of 11 bytes)");
        assertThatThrownBy(() -> read("0000ffffffff04"))
                .hasMessage("truncated: 7 bytes (expected: a frame of 4294967301 bytes)");
        assertThatThrownBy(() -> read("ff0000000000")).hasMessage("unknown-type: 255 (expected: 0 or 1)");
        var failure = catchThrowableOfType(FrameException.class, () -> read("000000000000"));
        assertThat(failure.error()).isEqualTo(FrameError.EMPTY_CALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00050000000404000161", "01050000000200ff", "010500000006000700000001", "00050000000100"})
    void theReaderHoldsNothingOfAMessageThatWasRead(String hex) {
        try {
            Message.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), READER);
        } catch (CodecException e) {
            assertThat(e.error()).isIn(CodecError.UNKNOWN_TAG, CodecError.BAD_NAME);
        }
        assertThat(READER.position()).isZero();
        assertThat(READER.hasNext()).isFalse();
    }
}
