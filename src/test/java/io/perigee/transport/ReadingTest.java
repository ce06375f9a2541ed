package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private final EmbeddedChannel one = inTurns();
    private final EmbeddedChannel other = inTurns();

    @AfterEach
    void letAllGo() {
        Stream.of(one, other).forEach(EmbeddedChannel::runPendingTasks);
        Stream.of(one, other).forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    /** Each turn is a slice. */
    private static EmbeddedChannel inTurns() {
        var channel = new EmbeddedChannel();
        Reading.inTurns(channel, () -> TurnLine.SLICE_BYTES);
        return channel;
    }

    private static void read(EmbeddedChannel channel, int bytes) {
        channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[bytes]));
        channel.pipeline().fireChannelReadComplete();
    }

    private static boolean isRead(EmbeddedChannel channel) {
        return channel.config().isAutoRead();
    }

    @Test
    void whoeverHasLittleToSayIsReadOn() {
        read(one, TurnLine.SLICE_BYTES - 1);
        assertThat(isRead(one)).isTrue();
        read(one, TurnLine.SLICE_BYTES - 1);
        assertThat(isRead(one)).isTrue();
    }

    @Test
    void whoeverHasHadItsTurnIsReadOnWhenTheLoopHasLookedForOthers() {
        read(one, TurnLine.SLICE_BYTES);
        assertThat(isRead(one)).isFalse();
        one.runPendingTasks();
        assertThat(isRead(one)).isTrue();
    }

    @Test
    void readsOfOneTurnAreReckonedTogether() {
        one.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[TurnLine.SLICE_BYTES / 2]));
        read(one, TurnLine.SLICE_BYTES / 2);
        assertThat(isRead(one)).isFalse();
    }

    @Test
    void betweenTwoThatFillASliceTheLoopLooksForOthers() {
        read(one, TurnLine.SLICE_BYTES);
        read(other, TurnLine.SLICE_BYTES);
        one.runPendingTasks();
        assertThat(isRead(one)).isTrue();
        assertThat(isRead(other)).isFalse();
        other.runPendingTasks();
        assertThat(isRead(other)).isTrue();
    }

    @Test
    void whoeverIsPausedInLineStaysPaused() {
        read(one, TurnLine.SLICE_BYTES);
        Reading.of(one).pause(true);
        one.runPendingTasks();
        assertThat(isRead(one)).isFalse();
        Reading.of(one).pause(false);
        assertThat(isRead(one)).isTrue();
    }

    @Test
    void whoeverIsLetGoOnInLineStillWaitsForItsTurn() {
        Reading.of(one).pause(true);
        read(one, TurnLine.SLICE_BYTES);
        Reading.of(one).pause(false);
        assertThat(isRead(one)).isFalse();
        one.runPendingTasks();
        assertThat(isRead(one)).isTrue();
    }

    @Test
    void whoeverIsPausedOrGoneTakesNoPartOfASlice() {
        read(one, TurnLine.SLICE_BYTES);
        Reading.of(one).pause(true);
        read(other, TurnLine.SLICE_BYTES);
        one.runPendingTasks();
        assertThat(isRead(other)).isTrue();
    }

    @Test
    void aConnectionThatIsAloneHasNoTurns() {
        var alone = new EmbeddedChannel();
        Reading.of(alone).pause(true);
        assertThat(isRead(alone)).isFalse();
        Reading.of(alone).pause(false);
        assertThat(isRead(alone)).isTrue();
        alone.finishAndReleaseAll();
    }
}
