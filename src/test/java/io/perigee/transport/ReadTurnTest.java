package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadTurnTest {

    @ParameterizedTest
    @CsvSource({"0, 1048576", "1, 1048576", "4, 1048576", "64, 65536", "1024, 4096", "4096, 1024", "100000, 1024"})
    void aRoundOfAllReadsTheSameHoweverManyThereAre(int connections, int turn) {
        assertThat(ReadTurn.bytes(connections, Long.MAX_VALUE)).isEqualTo(turn);
    }

    @ParameterizedTest
    @CsvSource({"1, 262144", "64, 4096", "1024, 1024"})
    void whereThereIsLittleMemoryARoundIsSmaller(int connections, int turn) {
        assertThat(ReadTurn.bytes(connections, 1 << 18)).isEqualTo(turn);
    }
}
