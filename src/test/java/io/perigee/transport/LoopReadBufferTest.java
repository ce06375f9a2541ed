package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopReadBufferTest {

    @Test
    void aReadBringsNoMoreThanOneTurn() {
        var handle = new LoopReadBuffer(() -> 4096).newHandle();
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
