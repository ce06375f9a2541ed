package io.perigee.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a connection reads on, and when it leaves what comes to the socket. */
class ServedConnectionTest {
    private final List<Integer> ran = new ArrayList<>();
    private final List<CompletableFuture<Object>> due = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        var procedures = new Procedures()
                .addNonBlocking("now", call -> {
                    ran.add(call.arg(0).asInt());
                    return call.arg(0);
                })
                .addNonBlocking("later", call -> {
                    ran.add(call.arg(0).asInt());
                    due.add(new CompletableFuture<>());
                    return due.get(due.size() - 1);
                });
        var settings = JsonSettings.of(procedures, new Events());
        var unused = new ServedConnection(
                channel,
                "there:1",
                LengthOrder.BIG_ENDIAN,
                new Envelope(JsonDialect.DEFAULT, settings),
                settings,
                closed -> {});
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf requests(String... functions) {
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < functions.length; i++) {
            bytes.writeBytes(RawSocket.framed(
                    ByteOrder.BIG_ENDIAN, "{\"func\":\"" + functions[i] + "\",\"values\":[" + i + "]}"));
        }
        return bytes;
    }

    private List<String> responses() {
        var responses = new ArrayList<String>();
        for (ByteBuf message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            responses.add(message.skipBytes(4).toString(UTF_8));
            message.release();
        }
        return responses;
    }

    private void setWritable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    @Test
    void nothingMoreIsReadWhileACallIsAtWork() {
        channel.writeInbound(requests("later", "later", "now"));
        assertThat(ran).containsExactly(0);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(responses()).isEmpty();

        due.get(0).complete("first");
        assertThat(ran).containsExactly(0, 1);
        assertThat(responses()).containsExactly("{\"result\":\"first\"}");
        assertThat(channel.config().isAutoRead()).isFalse();

        due.get(1).complete("second");
        assertThat(ran).containsExactly(0, 1, 2);
        assertThat(responses()).containsExactly("{\"result\":\"second\"}", "{\"result\":2}");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aPeerThatTakesNoAnswersIsGivenNothingMoreToDo() {
        setWritable(false);
        channel.writeInbound(requests("now", "now"));
        assertThat(ran).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
        setWritable(true);
        assertThat(ran).containsExactly(0, 1);
        assertThat(responses()).containsExactly("{\"result\":0}", "{\"result\":1}");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void anAnswerThatComesAfterTheEndIsDropped() {
        channel.writeInbound(requests("later"));
        channel.close();
        due.get(0).complete("too late");
        assertThat(responses()).isEmpty();
    }
}
