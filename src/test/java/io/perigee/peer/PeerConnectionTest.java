package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.RawPeer;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import io.perigee.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerConnectionTest {
    private final List<ChannelOption<?>> options = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<CompletableFuture<Object>> answers = new ArrayList<>();

    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .addNonBlocking("later", call -> {
                var answer = new CompletableFuture<Object>();
                answers.add(answer);
                return answer;
            });

    private PeerConnection connection;
    private EmbeddedChannel channel;

    private void open(PeerSettings settings) {
        channel = new RecordingChannel(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel ch) {
                ch.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext ctx) {
                        reads.incrementAndGet();
                        ctx.read();
                    }
                });
                connection = PeerConnection.on(ch, settings, 0, Address.ofDefault());
            }
        });
        assertThat(connection.ready()).isCompleted();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** Keeps the options that are set while it is open. */
    private final class RecordingChannel extends EmbeddedChannel {
        private ChannelConfig config;

        RecordingChannel(ChannelInitializer<Channel> initializer) {
            super(initializer);
        }

        @Override
        public ChannelConfig config() {
            if (config == null) {
                config = new DefaultChannelConfig(this) {
                    @Override
                    public <T> boolean setOption(ChannelOption<T> option, T value) {
                        options.add(option);
                        return super.setOption(option, value);
                    }
                };
            }
            return config;
        }
    }

    private void receive(byte[]... pieces) {
        for (byte[] piece : pieces) {
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        }
    }

    private void respond(int seq, Object... results) {
        var buffer = new ByteOutput(16);
        new Message.Response(seq, 0, LuaValues.from(results))
                .write(buffer, Luatobin.INSTANCE.newWriter(ObjectReferences.NONE));
        receive(buffer.toByteArray());
    }

    private List<Message> sent() {
        channel.runPendingTasks();
        var all = Unpooled.buffer();
        for (ByteBuf piece; (piece = channel.readOutbound()) != null; ) {
            all.writeBytes(piece);
            piece.release();
        }
        var reader = Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);
        var messages = new ArrayList<Message>();
        for (var bytes = all.nioBuffer(); bytes.hasRemaining(); ) {
            messages.add(Message.read(bytes, reader));
        }
        return messages;
    }

    @Test
    void aFrameInPiecesIsAcknowledgedAtOnceAtEveryPiece() {
        open(TestSettings.of(procedures, 256, 10));
        var call = RawPeer.callBytes(0, "echo", 1);

        receive(Arrays.copyOfRange(call, 0, 6));
        assertThat(options).containsExactly(EpollChannelOption.TCP_QUICKACK);
        receive(Arrays.copyOfRange(call, 6, 10));
        assertThat(options).hasSize(2);
        receive(Arrays.copyOfRange(call, 10, call.length));
        assertThat(options).hasSize(2);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aResponseInPiecesIsAcknowledgedAtOnce() {
        open(TestSettings.defaults());
        var call = connection.caller().callAsync("p");
        // As the module in the field sends it: header and status, then the results.
        receive(new byte[] {1, 0, 0, 0, 0, 6, 0});
        assertThat(options).containsExactly(EpollChannelOption.TCP_QUICKACK);
        receive(new byte[] {7, 0, 0, 0, 9});
        assertThat(call.join().asLong()).isEqualTo(9);
        assertThat(options).hasSize(1);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void wholeFramesAreNotAcknowledgedInParticular() {
        open(TestSettings.of(procedures, 256, 10));
        receive(RawPeer.callBytes(0, "echo"), RawPeer.callBytes(1, "echo"));
        assertThat(options).isEmpty();
        assertThat(sent()).hasSize(2);
    }

    @Test
    void answersToTheCallsOfOneReadLeaveInOneWrite() {
        open(TestSettings.of(procedures, 256, 10));
        var calls = Unpooled.buffer();
        for (int i = 0; i < 100; i++) {
            calls.writeBytes(RawPeer.callBytes(i, "echo", i));
        }
        channel.writeInbound(calls);
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(sent()).hasSize(100);
    }

    @Test
    void nothingIsReadWhileCallsWaitToRun() {
        open(TestSettings.of(procedures, 1, 10));
        receive(RawPeer.callBytes(0, "later"), RawPeer.callBytes(1, "echo"));
        assertThat(channel.config().isAutoRead()).isFalse();

        reads.set(0);
        receive(RawPeer.callBytes(2, "echo"), new byte[] {0, 3});
        assertThat(reads).hasValue(0);

        answers.get(0).complete("done");
        assertThat(sent()).extracting(Message::seq).containsExactly(0, 1, 2);
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(reads.get()).isPositive();
    }

    @Test
    void readingGoesOnWhileAProcedureMayWaitForAResponse() {
        open(TestSettings.of(procedures, 1, 10));
        var callBack = connection.caller().callAsync("back");
        receive(RawPeer.callBytes(0, "later"), RawPeer.callBytes(1, "echo"));
        assertThat(channel.config().isAutoRead()).isTrue();

        respond(0, "answer");
        assertThat(callBack.join().asString()).isEqualTo("answer");
        assertThat(channel.config().isAutoRead()).isFalse();
        answers.get(0).complete("done");
        assertThat(sent()).extracting(Message::seq).containsExactly(0, 0, 1);
    }

    @Test
    void moreWaitingCallsThanMayBeKeptPauseTheReadingInAnyCase() {
        open(TestSettings.of(procedures, 1, 10));
        connection.caller().callAsync("back");
        receive(RawPeer.callBytes(0, "later"));
        for (int i = 1; i <= 17; i++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            receive(RawPeer.callBytes(i, "echo", "x".repeat(65_000)));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        answers.get(0).complete("done");
        assertThat(sent()).hasSize(1 + 18);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whenACallTimesOutThoseThatCannotBeKeptAreRefusedSoThatItsResponseIsRead() {
        open(TestSettings.of(procedures, 1, 10));
        var first = connection.handover().call("back", Arguments.NONE, TimeUnit.SECONDS.toNanos(1));
        var second = connection.handover().call("back", Arguments.NONE, TimeUnit.SECONDS.toNanos(9));
        receive(RawPeer.callBytes(0, "later"));
        for (int i = 1; i <= 17; i++) {
            receive(RawPeer.callBytes(i, "echo", "x".repeat(65_000)));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(sent()).hasSize(2);

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(first).isCompletedExceptionally();
        assertThat(channel.config().isAutoRead()).isTrue();
        receive(RawPeer.callBytes(18, "echo"));
        respond(1, "answer");
        assertThat(second.join().asString()).isEqualTo("answer");
        assertThat(sent())
                .containsExactly(new Message.Response(
                        18, Status.EXCEPTION, LuaValues.from(new Object[] {"busy: too many calls wait"})));

        // Those that are kept run all the same, and those that come then are kept again.
        answers.get(0).complete("done");
        assertThat(sent()).hasSize(18);
        receive(RawPeer.callBytes(19, "later"), RawPeer.callBytes(20, "echo"));
        assertThat(sent()).isEmpty();
    }

    @Test
    void refusalsThatThePeerDoesNotTakeComeToAnEnd() {
        open(TestSettings.of(procedures, 1, 10));
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
        connection.handover().call("back", Arguments.NONE, TimeUnit.SECONDS.toNanos(1));
        receive(RawPeer.callBytes(0, "later"));
        for (int i = 1; i <= 17; i++) {
            receive(RawPeer.callBytes(i, "echo", "x".repeat(65_000)));
        }
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        int refused = 0;
        while (channel.config().isAutoRead() && refused < 10_000) {
            receive(RawPeer.callBytes(18, "echo"));
            refused++;
        }
        assertThat(refused).isEqualTo(16 * 256);
    }

    @Test
    void aBacklogOfProceduresThatAnswerAtOnceNeedsNoStack() {
        open(TestSettings.of(procedures, 1, 10));
        receive(RawPeer.callBytes(0, "later"));
        var depths = new ArrayList<Integer>();
        procedures.addNonBlocking("depth", call -> {
            depths.add(new Throwable().getStackTrace().length);
            return null;
        });
        for (int i = 1; i < 256; i++) {
            receive(RawPeer.callBytes(i, "depth"));
        }
        answers.get(0).complete("done");
        assertThat(depths).hasSize(255);
        assertThat(depths.get(254)).isEqualTo(depths.get(1));
        assertThat(sent()).hasSize(256);
    }

    @Test
    void aLargeCallThatHadToWaitIsWrittenOnceThoughWritingItChangesWritability() {
        open(TestSettings.defaults());
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1 << 10, 2 << 10));
        var writability = channel.unsafe().outboundBuffer();
        writability.setUserDefinedWritability(1, false);
        // The handlers are told by a task.
        channel.runPendingTasks();
        var large = new Object[] {"x".repeat(65_000), "y".repeat(65_000)};
        for (int i = 0; i < 3; i++) {
            connection.caller().callAsync("large" + i, large);
        }
        assertThat(sent()).isEmpty();

        writability.setUserDefinedWritability(1, true);
        assertThat(sent())
                .containsExactly(call(0, "large0", large), call(1, "large1", large), call(2, "large2", large));
    }

    private static Message call(int seq, String procedure, Object... args) {
        return new Message.Call(seq, io.perigee.value.LuaString.of(procedure), LuaValues.from(args));
    }

    @Test
    void aCallThatIsRefusedLeavesNoTraceAndNoNumber() {
        open(TestSettings.defaults());
        for (int i = 0; i < 256; i++) {
            assertThat(connection.caller().callAsync("p", (1L << 53) + 1)).isCompletedExceptionally();
        }
        assertThat(sent()).isEmpty();

        var call = connection.caller().callAsync("p", 1);
        assertThat(sent()).containsExactly(call(0, "p", 1));
        respond(0);
        assertThat(call).isCompleted();
    }

    @Test
    void aConnectionThatEndsAfterARefusedCallKeepsNoBuffer() {
        open(TestSettings.defaults());
        assertThat(connection.caller().callAsync("p", (1L << 53) + 1)).isCompletedExceptionally();
        connection.close("test");
        assertThat(connection.closed()).isCompletedWithValue("test");
        assertThat(sent()).isEmpty();
    }

    @Test
    void theEndComesOnceAndEndsEveryCall() {
        open(TestSettings.of(procedures, 256, 1000));
        var ends = new AtomicInteger();
        for (int i = 0; i < 300; i++) {
            connection.caller().callAsync("p", i).whenComplete((results, failure) -> {
                ends.incrementAndGet();
                assertThat(failure).isInstanceOf(RpcConnectionException.class);
                // Calls made now end at once.
                assertThat(connection.caller().callAsync("again")).isCompletedExceptionally();
            });
        }
        connection.close("first");
        connection.close("second");
        channel.close();
        channel.runPendingTasks();
        assertThat(ends).hasValue(300);
        assertThat(connection.closed()).isCompletedWithValue("first");
        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> connection.caller().callAsync("late").join()).hasMessageContaining("not sent");
    }

    @Test
    void aCallIsGivenUpWhenTheClockOfTheLoopSaysSo() {
        open(TestSettings.defaults());
        channel.freezeTime();
        var call = connection.caller().withTimeout(Duration.ofMillis(20)).callAsync("p");
        channel.advanceTimeBy(19_999_999, TimeUnit.NANOSECONDS);
        assertThat(sent()).hasSize(1);
        channel.runScheduledPendingTasks();
        assertThat(call).isNotDone();
        channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        assertThatThrownBy(call::join).hasMessageContaining("no answer within 20 ms");
    }

    @Test
    void aProcedureThatAnswersAfterTheEndDisturbsNobody() {
        open(TestSettings.of(procedures, 256, 1000));
        receive(RawPeer.callBytes(0, "later"));
        connection.close("gone");
        answers.get(0).complete("too late");
        assertThat(sent()).isEmpty();
    }
}
