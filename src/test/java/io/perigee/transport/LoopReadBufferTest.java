package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopReadBufferTest {

    @ParameterizedTest
    @CsvSource({"0, 1048576", "1, 1048576", "4, 1048576", "64, 65536", "1024, 4096", "4096, 1024", "100000, 1024"})
    void aRoundOfAllReadsTheSameHoweverManyThereAre(int connections, int turn) {
        assertThat(LoopReadBuffer.turn(connections)).isEqualTo(turn);
    }

    @Test
    void aReadBringsNoMoreThanOneTurn() {
        var handle = new LoopReadBuffer(() -> 1024).newHandle();
        var channel = new io.netty.channel.embedded.EmbeddedChannel();
        handle.reset(channel.config());
        assertThat(handle.allocate(channel.alloc()).writableBytes()).isEqualTo(4096);
        handle.attemptedBytesRead(4096);
        handle.incMessagesRead(1);
        handle.lastBytesRead(4096);
        assertThat(handle.continueReading()).isFalse();
        channel.finishAndReleaseAll();
    }
}
