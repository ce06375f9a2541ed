package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.budget.Share;
import io.perigee.codec.BigEndian;
import io.perigee.codec.CodecException;
import io.perigee.wire.FrameHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameBatchTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final FrameBatch batch = new FrameBatch(
            channel, TestSettings.defaults(), TestSettings.closedLane(), Share.UNBOUNDED, () -> {}, failures::add);

    @AfterEach
    void close() {
        batch.release();
        channel.finishAndReleaseAll();
    }

    private void add(int payload) {
        var out = batch.out();
        int start = out.length();
        FrameHeader.begin(out, FrameHeader.CALL, 1);
        out.append(payload);
        batch.complete(out, start);
    }

    private int sent() {
        ByteBuf out = channel.readOutbound();
        if (out == null) {
            return 0;
        }
        int bytes = out.readableBytes();
        out.release();
        return bytes;
    }

    @Test
    void whatIsGatheredLeavesInOneWrite() {
        add(10);
        add(20);
        assertThat(sent()).isZero();
        batch.flush();
        assertThat(sent()).isEqualTo(16 + 26);
        assertThat(sent()).isZero();
        batch.flush();
        assertThat(sent()).isZero();
    }

    @Test
    void whatIsFullLeavesAtOnce() {
        add(70_000);
        assertThat(sent()).isEqualTo(70_006);
        add(40_000);
        assertThat(sent()).isZero();
        add(40_000);
        assertThat(sent()).isEqualTo(80_012);
    }

    @Test
    void theSizeIsFilledIn() {
        var out = batch.out();
        add(300);
        assertThat(BigEndian.getInt(out.array(), FrameHeader.SIZE_OFFSET)).isEqualTo(300);
    }

    @Test
    void aFrameAboveTheLimitIsRefused() {
        assertThatThrownBy(() -> add(TestSettings.MAX_PAYLOAD + 1))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("16777217 bytes (expected: <= 16777216)");
    }

    @Test
    void whereThereIsNoMemoryToSendTheConnectionIsTold() {
        var noMemory = new OutOfMemoryError("none");
        var allocator = mock(ByteBufAllocator.class);
        when(allocator.ioBuffer(anyInt())).thenThrow(noMemory);
        channel.config().setAllocator(allocator);
        add(10);
        batch.flush();
        assertThat(failures).containsExactly(noMemory);
        add(70_000);
        assertThat(failures).containsExactly(noMemory, noMemory);
        assertThat(sent()).isZero();
    }
}
