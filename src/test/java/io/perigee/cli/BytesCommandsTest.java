package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code decode} and {@code encode}. */
class BytesCommandsTest {
    private static final String CALL = "{\"type\":\"call\",\"seq\":0,\"procedure\":\"add\",\"args\":[3,4]}";
    private static final String CALL_HEX = "00000000001004000361646407000000030700000004";
    private static final String RESPONSE =
            "{\"type\":\"response\",\"seq\":255,\"status\":1,\"results\":[{\"bytes\":\"ff\"}]}";
    private static final String RESPONSE_HEX = "01ff0000000501040001ff";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 | null",
                "070000002a | 42",
                "033ff8000000000000 | {\"double\":\"1.5\"}",
                "0400026869 | \"hi\"",
                "0500010700000001140001 | {\"table\":[[1,{\"ref\":1}]],\"id\":1}",
                "2100000001 | {\"mine\":1}",
                "3f00000007 | {\"yours\":7}",
            })
    void valuesBothWays(String hex, String json) {
        assertThat(Run.perigee("decode", hex).out()).isEqualTo(json + "\n");
        assertThat(Run.perigee("encode", json).out()).isEqualTo(hex + "\n");
        assertThat(Run.perigee("decode", "--codec", "luatobin", hex).out()).isEqualTo(json + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "msgpack | cf0020000000000001 | {\"integer\":\"9007199254740993\"}",
                "msgpack | c402ff00 | {\"bytes\":\"ff00\"}",
                "msgpack | 9107 | {\"table\":[[1,7]]}",
                "msgpack | c7054f2100000001 | {\"mine\":1}",
                "msgpack-stockmq | 810107 | {\"table\":[[1,7]]}",
                "msgpack-stockmq | a1ff | {\"bytes\":\"ff\"}",
            })
    void otherCodecsToo(String codec, String hex, String json) {
        assertThat(Run.perigee("decode", "--codec", codec, hex).out()).isEqualTo(json + "\n");
        assertThat(Run.perigee("encode", "--codec", codec, json).out()).isEqualTo(hex + "\n");
    }

    @Test
    void messagesBothWays() {
        assertThat(Run.perigee("decode", "--frame", CALL_HEX).out()).isEqualTo(CALL + "\n");
        assertThat(Run.perigee("encode", "--frame", RESPONSE).out()).isEqualTo(RESPONSE_HEX + "\n");
    }

    @Test
    void severalMessagesAreSeveralLines() {
        assertThat(Run.withInput(CALL_HEX + "\n" + RESPONSE_HEX, "decode", "--frame", "-")
                        .out())
                .isEqualTo(CALL + "\n" + RESPONSE + "\n");
        assertThat(Run.withInput(CALL + "\n" + RESPONSE, "encode", "--frame", "-")
                        .out())
                .isEqualTo(CALL_HEX + "\n" + RESPONSE_HEX + "\n");
    }

    @Test
    void theStandardInputMayHaveWhiteSpace() {
        assertThat(Run.withInput("07 00 00\n00 2A\n", "decode", "-").out()).isEqualTo("42\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decode 05ff | truncated",
                "decode 0000 | trailing-bytes",
                "decode 0g | 'g' as digit 2",
                "decode 000 | 3 digits",
                "decode | HEX",
                "decode --codec morse 00 | morse",
                "decode --frame 0000ffffffff | size-limit: 4294967295 (expected: <= 16777216)",
                "decode --codec msgpack dd7ffffff0 | truncated: 2147483632 elements (expected: at most 0 in these bytes)",
                "decode --codec msgpack c0c0 | trailing-bytes",
                "encode --codec msgpack {\"function\":\"1b\"} | unencodable",
                "encode --codec msgpack-stockmq \"a\\u0000\" | nul-byte",
                "decode --frame 000000 | truncated: 3 bytes (expected: a frame of 6 bytes)",
                "decode --frame 000000000001 | truncated: 6 bytes (expected: a frame of 7 bytes)",
                "decode --frame 020000000000 | unknown-type",
                "decode --frame 000000000000 | empty-call",
                "decode --frame 010000000000 | no-status",
                "encode 1.5 | number: 1.5",
                "encode {\"table\":[[1,{\"mine\":1}]]} | unencodable",
                "encode {\"table\":[[null,1]]} | nil-key",
                "encode --frame {\"type\":\"call\",\"seq\":256} | seq: 256 (expected: an integer from 0 to 255)",
                "encode --frame {\"type\":\"call\",\"seq\":0} | no \"procedure\"",
                "encode --frame {\"type\":\"shout\"} | type shout",
                "decode --frmae 00 | --frmae",
            })
    void whatCannotBeDoneIsOneLine(String args, String text) {
        Run run = Run.perigee(args.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("perigee: ").contains(text);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }
}
