package io.perigee.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BigEndianTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 40})
    void aCopyIsOfSoManyBytesAndNoMore(int length) {
        var source = new byte[50];
        for (int i = 0; i < source.length; i++) {
            source[i] = (byte) (i + 1);
        }
        var target = new byte[50];
        BigEndian.copy(source, 2, target, 5, length);
        for (int i = 0; i < target.length; i++) {
            boolean copied = i >= 5 && i < 5 + length;
            assertThat(target[i]).as("byte %s", i).isEqualTo(copied ? source[i - 3] : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 14})
    void aCopyMayOverlapItsSource(int length) {
        byte[] bytes = "abcdefghijklmnopqrst".getBytes(US_ASCII);
        byte[] expected = bytes.clone();
        System.arraycopy(bytes, 0, expected, 1, length);
        BigEndian.copy(bytes, 0, bytes, 1, length);
        assertThat(bytes).isEqualTo(expected);
    }
}
