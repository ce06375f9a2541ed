package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameDecoderTest {
    private static final String STREAM = "000000000003aabbcc" + "010500000000" + "00ff0000000107";

    @Test
    void findsFramesHoweverTheStreamIsCut() {
        byte[] stream = HexFormat.of().parseHex(STREAM);
        for (int cut = 0; cut <= stream.length; cut++) {
            for (int second = cut; second <= stream.length; second++) {
                var sink = new Recorder();
                var channel = new EmbeddedChannel(new FrameDecoder(sink, 100, 0));
                channel.writeInbound(Unpooled.copiedBuffer(stream, 0, cut));
                channel.writeInbound(Unpooled.copiedBuffer(stream, cut, second - cut));
                channel.writeInbound(Unpooled.copiedBuffer(stream, second, stream.length - second));
                assertThat(sink.events)
                        .as("cut at %d and %d", cut, second)
                        .containsExactly("call 0 aabbcc", "response 5 ", "call 255 07");
                channel.finishAndReleaseAll();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000000000065, size-limit",
        "0000ffffffff, size-limit",
        "000080000000, size-limit",
        "02, unknown-type",
        "ff, unknown-type",
        "15, tls-unexpected",
        "16, tls-unexpected"
    })
    void breaksOffAtTheFirstByteThatTells(String hex, String error) {
        var sink = new Recorder();
        var channel = new EmbeddedChannel(new FrameDecoder(sink, 100, 0));
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
        assertThat(sink.events).containsExactly("broken " + error);
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(STREAM)));
        assertThat(sink.events).as("nothing after it is decoded").hasSize(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void takesAFrameOfExactlyTheLimit() {
        var sink = new Recorder();
        var channel = new EmbeddedChannel(new FrameDecoder(sink, 1, 0));
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex("00000000000107")));
        assertThat(sink.events).containsExactly("call 0 07");
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({"00", "000000000003", "000000000003aabb"})
    void givesAFrameTimeFromItsFirstByte(String begun) {
        var sink = new Recorder();
        var channel = new EmbeddedChannel(new FrameDecoder(sink, 100, TimeUnit.MILLISECONDS.toNanos(1)));
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(begun)));
        org.awaitility.Awaitility.await().until(() -> {
            channel.runScheduledPendingTasks();
            return !sink.events.isEmpty();
        });
        assertThat(sink.events).containsExactly("broken frame-timeout");
        channel.finishAndReleaseAll();
    }

    private static final class Recorder implements FrameSink {
        final List<String> events = new ArrayList<>();

        @Override
        public void onCall(int seq, ByteBuf in, int start, int end) {
            events.add("call " + seq + " " + hex(in, start, end));
        }

        @Override
        public void onResponse(int seq, ByteBuf in, int start, int end) {
            events.add("response " + seq + " " + hex(in, start, end));
        }

        private static String hex(ByteBuf in, int start, int end) {
            var bytes = new byte[end - start];
            in.getBytes(start, bytes);
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        public void onReadComplete(boolean partial) {}

        @Override
        public void onBroken(FrameException cause) {
            events.add("broken " + cause.error().code());
        }
    }
}
