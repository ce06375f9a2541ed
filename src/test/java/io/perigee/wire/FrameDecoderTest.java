package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final byte[] FRAMES =
            ByteBufUtil.decodeHexDump("000500000003aabbcc" + "01ff00000000" + "0006000000011d");

    private final List<String> seen = new ArrayList<>();
    private FrameDecoder decoder;
    private EmbeddedChannel channel = open(16, 0);

    private EmbeddedChannel open(int maxPayload, long timeoutNanos) {
        decoder = new FrameDecoder(
                new FrameSink() {
                    @Override
                    public void onCall(int seq, byte[] in, int start, int end) {
                        seen.add("call " + seq + " " + hex(in, start, end));
                        if (seq == 99) {
                            throw new FrameException(FrameError.DUPLICATE_NUMBER, "call 99", "another");
                        }
                    }

                    @Override
                    public void onResponse(int seq, byte[] in, int start, int end) {
                        seen.add("response " + seq + " " + hex(in, start, end));
                        if (seq == 77) {
                            decoder.stop();
                        }
                    }

                    @Override
                    public void onReadComplete(boolean partial) {
                        seen.add(partial ? "…" : ".");
                    }

                    @Override
                    public void onBroken(FrameException cause) {
                        seen.add(cause.getMessage());
                    }
                },
                maxPayload,
                timeoutNanos);
        var opened = new EmbeddedChannel(decoder);
        opened.freezeTime();
        return opened;
    }

    private static String hex(byte[] in, int start, int end) {
        return HexFormat.of().formatHex(in, start, end);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    private void receive(String hex) {
        receive(ByteBufUtil.decodeHexDump(hex));
    }

    private List<String> frames() {
        return seen.stream().filter(event -> event.length() > 1).toList();
    }

    private static final List<String> ALL = List.of("call 5 aabbcc", "response 255 ", "call 6 1d");

    @Test
    void framesOfOneReadComeInOrder() {
        receive(FRAMES);
        assertThat(seen).containsExactly("call 5 aabbcc", "response 255 ", "call 6 1d", ".");
    }

    @Test
    void framesMayBeCutAtEveryByte() {
        for (int cut = 1; cut < FRAMES.length; cut++) {
            seen.clear();
            receive(Arrays.copyOfRange(FRAMES, 0, cut));
            assertThat(seen).last().isEqualTo(cut == 9 || cut == 15 ? "." : "…");
            receive(Arrays.copyOfRange(FRAMES, cut, FRAMES.length));
            assertThat(frames()).as("cut after %s bytes", cut).isEqualTo(ALL);
            assertThat(seen).last().isEqualTo(".");
        }
    }

    @Test
    void framesMayBeCutTwice() {
        for (int first = 1; first < FRAMES.length; first++) {
            for (int second = first + 1; second < FRAMES.length; second++) {
                seen.clear();
                receive(Arrays.copyOfRange(FRAMES, 0, first));
                receive(Arrays.copyOfRange(FRAMES, first, second));
                receive(Arrays.copyOfRange(FRAMES, second, FRAMES.length));
                assertThat(frames()).isEqualTo(ALL);
            }
        }
    }

    @Test
    void framesMayComeByteByByte() {
        for (byte b : FRAMES) {
            receive(new byte[] {b});
        }
        assertThat(frames()).isEqualTo(ALL);
    }

    @ParameterizedTest
    @CsvSource({"000000000011, 17", "00007fffffff, 2147483647", "000080000000, 2147483648", "0100ffffffff, 4294967295"})
    void aSizeAboveTheLimitIsKnownFromTheSixthByteOn(String header, String size) {
        var bytes = ByteBufUtil.decodeHexDump(header);
        receive(Arrays.copyOf(bytes, 5));
        assertThat(frames()).isEmpty();
        receive(new byte[] {bytes[5]});
        assertThat(frames()).containsExactly("size-limit: " + size + " (expected: <= 16)");
    }

    @Test
    void theLimitItselfIsAllowed() {
        receive("000100000010" + "00".repeat(16));
        assertThat(frames()).containsExactly("call 1 " + "00".repeat(16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "ff", "0200", "47455420"})
    void anUnknownTypeIsKnownFromItsFirstByte(String bytes) {
        receive(bytes);
        assertThat(frames()).singleElement().asString().startsWith("unknown-type: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "15", "160301", "15030300020228"})
    void tlsHasANameOfItsOwn(String bytes) {
        receive(bytes);
        assertThat(frames()).singleElement().asString().startsWith("tls-unexpected: ");
    }

    @Test
    void nothingIsReadBehindWhatIsBroken() {
        receive("000100000000" + "09" + "000200000000");
        receive("000300000000");
        assertThat(frames()).containsExactly("call 1 ", "unknown-type: 9 (expected: 0 or 1)");
    }

    @Test
    void aSinkMayBreakTheStream() {
        receive("006300000000" + "000200000000");
        receive("000300000000");
        assertThat(frames()).containsExactly("call 99 ", "duplicate-number: call 99 (expected: another)");
    }

    @Test
    void aSinkMayStopTheStreamWithoutACause() {
        receive("014d00000000" + "09");
        receive("000300000000");
        assertThat(frames()).containsExactly("response 77 ");
    }

    @Test
    void aFrameThatStallsIsTimedOut() {
        channel = open(16, TimeUnit.MILLISECONDS.toNanos(50));
        receive("0001");
        channel.advanceTimeBy(49, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(frames()).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(frames()).containsExactly("frame-timeout: 2 bytes (expected: a whole frame within 50 ms)");
        receive("00000000");
        assertThat(frames()).hasSize(1);
    }

    @Test
    void theTimeOfAFrameBeginsWithItsOwnFirstByte() {
        channel = open(16, TimeUnit.SECONDS.toNanos(60));
        for (int i = 0; i < 100; i++) {
            receive("000100000000" + "0001");
            receive("00000000");
        }
        channel.runScheduledPendingTasks();
        assertThat(frames()).hasSize(200).doesNotContain("frame-timeout");
    }

    @Test
    void aFrameThatIsNotReadOnBecauseOfAPauseIsNotTimedOut() {
        channel = open(16, TimeUnit.MILLISECONDS.toNanos(20));
        channel.config().setAutoRead(false);
        receive("0001");
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        channel.config().setAutoRead(true);
        decoder.resumed(channel.eventLoop().ticker().nanoTime());
        channel.advanceTimeBy(19, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        receive("00000000");
        channel.runScheduledPendingTasks();
        assertThat(frames()).containsExactly("call 1 ");
    }

    @Test
    void theEndOfTheStreamInsideAFrameIsNoFrame() {
        receive("0001000000");
        channel.finish();
        assertThat(frames()).isEmpty();
    }

    @Test
    void aLargeFrameMayComeInPieces() {
        channel = open(1 << 20, 0);
        byte[] frame = new byte[FrameHeader.SIZE + 200_000];
        for (int i = FrameHeader.SIZE; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        frame[1] = 7;
        ByteBuffer.wrap(frame).putInt(FrameHeader.SIZE_OFFSET, 200_000);
        byte[] all = Arrays.copyOf(frame, frame.length + FRAMES.length);
        System.arraycopy(FRAMES, 0, all, frame.length, FRAMES.length);
        for (int from = 0; from < all.length; from += 1_000) {
            receive(Arrays.copyOfRange(all, from, Math.min(all.length, from + 1_000)));
            assertThat(decoder.heldBytes()).isBetween(0, frame.length + (1 << 14));
            assertThat(seen).last().isEqualTo(from + 1_000 < frame.length ? "…" : ".");
        }
        assertThat(frames())
                .containsExactly(
                        "call 7 " + hex(frame, FrameHeader.SIZE, frame.length), ALL.get(0), ALL.get(1), ALL.get(2));
        assertThat(decoder.heldBytes()).isZero();
    }

    @Test
    void anAnnouncedSizeAllocatesNothing() {
        channel = open(Integer.MAX_VALUE, 0);
        receive("00017fffffff" + "00".repeat(10));
        receive("00".repeat(10));
        assertThat(frames()).isEmpty();
        assertThat(decoder).extracting("window").satisfies(window -> assertThat(((ReadWindow) window).array().length)
                .isLessThan(1024));
    }

    @Test
    void whatWasReadIsReleasedWhetherItIsInOrderOrNot() {
        for (String hex : new String[] {"0001", "00000000", "09", "000300000000"}) {
            var in = Unpooled.buffer().writeBytes(ByteBufUtil.decodeHexDump(hex));
            channel.writeInbound(in);
            assertThat(in.refCnt()).as(hex).isZero();
        }
    }

    @Test
    void nothingIsKeptOfAStreamThatIsBroken() {
        receive("0001000000010909");
        receive("00030000");
        assertThat(decoder).extracting("window").satisfies(window -> assertThat(((ReadWindow) window).length())
                .isZero());
        assertThat(seen).last().isEqualTo(".");
    }

    @Test
    void nothingIsKeptOnceTheConnectionIsGone() {
        receive("0001000000");
        channel.pipeline().remove(decoder);
        assertThat(decoder).extracting("window").satisfies(window -> assertThat(((ReadWindow) window).length())
                .isZero());
    }

    @Test
    void handlersBehindItAreToldOfTheEndOfARead() {
        var reads = new AtomicInteger();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                reads.incrementAndGet();
            }
        });
        receive(FRAMES);
        receive("00");
        assertThat(reads).hasValue(2);
    }

    /** The time until the next timer; -1 for none. */
    private long timerNanos() {
        return channel.runScheduledPendingTasks();
    }

    @Test
    void aTimerRunsWhileAFrameIsIncompleteAndTheConnectionIsThere() {
        channel = open(16, TimeUnit.SECONDS.toNanos(60));
        receive(FRAMES);
        assertThat(timerNanos()).isEqualTo(-1);
        receive("00");
        assertThat(timerNanos()).isBetween(1L, TimeUnit.SECONDS.toNanos(60));
        channel.pipeline().remove(decoder);
        assertThat(timerNanos()).isEqualTo(-1);
    }

    @Test
    void withoutATimeOutThereIsNoTimer() {
        receive("00");
        assertThat(timerNanos()).isEqualTo(-1);
        channel.pipeline().remove(decoder);
        assertThat(frames()).isEmpty();
    }

    @Test
    void aStreamThatIsBrokenIsNotTimedOut() {
        channel = open(16, TimeUnit.SECONDS.toNanos(60));
        receive("02");
        assertThat(timerNanos()).isEqualTo(-1);
        assertThat(seen).last().isEqualTo(".");
    }
}
