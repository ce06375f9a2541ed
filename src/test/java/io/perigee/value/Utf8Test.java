package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static int invalidAt(String hex) {
        return Utf8.invalidAt(HexFormat.of().parseHex(hex));
    }

    private static boolean isDecoded(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
    void theFirstAndTheLastOfEachLengthAreValid(String hex) {
        assertThat(invalidAt(hex)).isEqualTo(-1);
        assertThat(invalidAt("61".repeat(9) + hex + "61".repeat(9))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c080",
                "c1bf",
                "e09fbf",
                "eda080",
                "edbfbf",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "f888808080",
                "fe",
                "ff",
                "c2",
                "e0a0",
                "f09080",
                "c241",
                "e0a041",
                "e041a0"
            })
    void whatIsCutTooLongOrNoCharacterIsNot(String hex) {
        assertThat(invalidAt(hex)).isZero();
        assertThat(invalidAt("61".repeat(17) + hex)).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource({"c3a4ff, 2", "616263ff61616161616161, 3", "6161616161616161ff, 8", "e282ace282, 3"})
    void theOffsetIsThatOfTheSequence(String hex, int offset) {
        assertThat(invalidAt(hex)).isEqualTo(offset);
    }

    @Test
    void anyBytesAreJudgedAsTheDecoderOfThePlatformDoes() {
        var random = new Random(20);
        int valid = 0;
        for (int i = 0; i < 300_000; i++) {
            var bytes = new byte[1 + random.nextInt(5)];
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0xc0;
            for (int at = 1; at < bytes.length; at++) {
                bytes[at] = random.nextInt(8) == 0 ? bytes[at] : (byte) (0x80 | (bytes[at] & 0x3f));
            }
            boolean decoded = isDecoded(bytes);
            valid += decoded ? 1 : 0;
            assertThat(Utf8.invalidAt(bytes) < 0)
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(decoded);
        }
        assertThat(valid).isPositive();
    }
}
