package io.perigee.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.budget.ServerBudget;
import io.perigee.budget.ServerLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a connection reads on, and when it leaves what comes to the socket. */
class ServedConnectionTest {
    private final List<Integer> ran = new ArrayList<>();
    private final List<CompletableFuture<Object>> due = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();
    private final Events events = new Events();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("now", call -> {
                ran.add(call.arg(0).asInt());
                return call.arg(0);
            })
            .addNonBlocking("later", call -> {
                ran.add(call.arg(0).asInt());
                due.add(new CompletableFuture<>());
                return due.get(due.size() - 1);
            })
            .addNonBlocking("fail", call -> {
                throw new LuaError(LuaString.of("x".repeat(1000)));
            })
            .addNonBlocking("table", call -> {
                throw new LuaError(new LuaTable().put("a", "x".repeat(1000)));
            });

    @BeforeEach
    void open() {
        open(JsonSettings.of(procedures, events));
    }

    private void reopen(GatewaySettings settings) {
        channel.finishAndReleaseAll();
        channel = new EmbeddedChannel();
        open(settings);
    }

    private void open(GatewaySettings settings) {
        var unused = new ServedConnection(
                channel,
                "there:1",
                LengthOrder.BIG_ENDIAN,
                new Envelope(JsonDialect.DEFAULT, settings),
                settings,
                new ServerBudget(ServerLimits.DEFAULT, settings.listener()),
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

    @Test
    void anErrorIsAnsweredWithWhatOfItFits() {
        reopen(JsonSettings.bounded(procedures, events, 900));
        channel.writeInbound(requests("fail", "table", "now"));
        String message = "{\"error\":{\"code\":\"raised\",\"message\":\"";
        assertThat(responses())
                .satisfiesExactly(
                        text -> assertThat(text).startsWith(message + "xxx").endsWith("x…\"}}"),
                        table -> assertThat(table).startsWith(message + "{a = ").doesNotContain("data"),
                        now -> assertThat(now).isEqualTo("{\"result\":2}"));
        assertThat(events.served).hasSize(3);
    }

    @Test
    void whereNoErrorFitsTheConnectionEnds() {
        reopen(JsonSettings.bounded(procedures, events, 30));
        channel.writeInbound(requests("later", "now"));
        due.get(0).completeExceptionally(new IllegalStateException("no"));
        assertThat(responses()).isEmpty();
        assertThat(channel.isOpen()).isFalse();

        reopen(JsonSettings.bounded(procedures, events, 30));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 9}));
        channel.advanceTimeBy(21, TimeUnit.SECONDS);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatFailsInTheNextRequestIsNotAnsweredToThisOne() {
        var served = new ArrayList<CallInfo>();
        reopen(JsonSettings.bounded(
                procedures,
                new RpcListener() {
                    @Override
                    public void onUnexpected(String peer, String what) {
                        throw new IllegalStateException("of a listener");
                    }

                    @Override
                    public void onCallServed(CallInfo call) {
                        served.add(call);
                    }
                },
                JsonSettings.MAX_MESSAGE));
        channel.writeInbound(requests("later"), Unpooled.wrappedBuffer(RawSocket.framed(ByteOrder.BIG_ENDIAN, "[]")));
        due.get(0).complete("first");
        assertThat(responses()).containsExactly("{\"result\":\"first\"}");
        assertThat(served).singleElement().satisfies(call -> assertThat(call.error())
                .isNull());
        assertThat(channel.isOpen()).isFalse();
    }
}
