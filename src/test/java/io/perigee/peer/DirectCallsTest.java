package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.Nanos;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.transport.DirectSocket;
import io.perigee.transport.SocketFactory;
import io.perigee.transport.SocketSettings;
import io.perigee.transport.Transport;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that the calling thread writes itself; that the event loop has no part in it is seen by keeping it busy. */
class DirectCallsTest {
    private final Events events = new Events();
    private final RawPeer.Listener listener = RawPeer.listenWithSmallBuffer();
    private final List<Thread> callers = new ArrayList<>();
    private Channel channel;
    private PeerConnection connection;
    private RawPeer raw;

    @BeforeEach
    void onlyWithEpoll() {
        assertThat(SocketFactory.best()).isEqualTo(SocketFactory.EPOLL);
    }

    private void connect(Duration timeout) throws Exception {
        var defaults = TestSettings.defaults();
        var settings = new PeerSettings(
                new CallDispatcher(new Procedures(), Runnable::run),
                null,
                defaults.codec(),
                List.of(),
                defaults.limits(),
                defaults.maxPayload(),
                0,
                256,
                1 << 20,
                1000,
                0,
                true,
                events,
                null);
        var sockets = new SocketSettings(10_000, false, 0, new WriteBufferWaterMark(1 << 18, 1 << 20), null);
        var opened = new CompletableFuture<PeerConnection>();
        Transport.connect(listener.address(), sockets, newChannel -> {
            newChannel.config().setOption(ChannelOption.SO_SNDBUF, 1 << 12);
            channel = newChannel;
            opened.complete(PeerConnection.on(newChannel, settings, Nanos.of(timeout), listener.address()));
        });
        connection = opened.get(10, TimeUnit.SECONDS).ready().get(10, TimeUnit.SECONDS);
        raw = listener.accept();
    }

    @AfterEach
    void close() throws Exception {
        if (connection != null) {
            connection.close("end of the test").get(10, TimeUnit.SECONDS);
            raw.close();
        }
        listener.close();
        for (Thread caller : callers) {
            caller.join(10_000);
            assertThat(caller.isAlive()).as("%s has ended", caller).isFalse();
        }
    }

    private FutureTask<LuaValues> inBackground(Caller caller, String procedure, Object... args) {
        var call = new FutureTask<>(() -> caller.call(procedure, args));
        var thread = new Thread(call, procedure);
        callers.add(thread);
        thread.start();
        return call;
    }

    /** The first blocking call asks for the lane, which is open by the time the call has been answered. */
    private void openLane() throws Exception {
        var first = inBackground(connection.caller(), "first");
        raw.respond(raw.readCall().seq(), 0);
        first.get(10, TimeUnit.SECONDS);
        onLoop(() -> {});
    }

    private void onLoop(Runnable task) throws Exception {
        channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
    }

    private CountDownLatch keepLoopBusy() {
        var free = new CountDownLatch(1);
        channel.eventLoop().execute(() -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return free;
    }

    /** Makes a call, and sees that it is written by the thread that makes it. */
    private Message.Call callDirectly(Caller caller, List<FutureTask<LuaValues>> calls) {
        var free = keepLoopBusy();
        try {
            calls.add(inBackground(caller, "direct", 1));
            return raw.readCall();
        } finally {
            free.countDown();
        }
    }

    private static Throwable failureOf(FutureTask<LuaValues> call) throws Exception {
        try {
            throw new AssertionError("answered: " + call.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @Test
    void aThreadThatWaitsForTheAnswerWritesTheCallItself() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        for (int i = 0; i < 300; i++) {
            var calls = new ArrayList<FutureTask<LuaValues>>();
            var call = callDirectly(connection.caller(), calls);
            assertThat(call)
                    .isEqualTo(
                            new Message.Call(call.seq(), io.perigee.value.LuaString.of("direct"), LuaValues.from(1)));
            raw.respond(call.seq(), 0, i);
            assertThat(calls.get(0).get(10, TimeUnit.SECONDS).asInt()).isEqualTo(i);
        }
        assertThat(events.unexpected).isEmpty();
        await().untilAsserted(() -> assertThat(events.ended).hasSize(301));
    }

    @Test
    void itDoesNotOvertakeWhatTheSameThreadHasQueued() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        var free = keepLoopBusy();
        var queued = new FutureTask<>(() -> {
            var first = connection.caller().callAsync("set", 1);
            var second = connection.caller().call("get");
            first.get(10, TimeUnit.SECONDS);
            return second;
        });
        var thread = new Thread(queued, "set and get");
        callers.add(thread);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        free.countDown();
        for (String name : List.of("set", "get")) {
            var call = raw.readCall();
            assertThat(call.procedure()).hasToString(name);
            raw.respond(call.seq(), 0);
        }
        queued.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anUnansweredCallTimesOutAndItsNumberStaysTaken() throws Exception {
        // The first call arms the timer, and the direct one counts on it.
        connect(Duration.ofSeconds(2));
        openLane();
        var calls = new ArrayList<FutureTask<LuaValues>>();
        var late = callDirectly(connection.caller(), calls);
        var failure = failureOf(calls.get(0));
        assertThat(failure).isInstanceOf(RpcTimeoutException.class);
        assertThat(((RpcTimeoutException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);

        var patient = connection.caller().withTimeout(Duration.ofSeconds(60));
        for (int i = 0; i < 300; i++) {
            var next = inBackground(patient, "next", i);
            var call = raw.readCall();
            assertThat(call.seq()).isNotEqualTo(late.seq());
            if (i == 150) {
                raw.respond(late.seq(), 0, "too late");
                await().untilAsserted(() ->
                        assertThat(events.unexpected).containsExactly("late response to call " + late.seq()));
                raw.respond(call.seq(), 0, i);
                assertThat(next.get(10, TimeUnit.SECONDS).asInt()).isEqualTo(i);
                return;
            }
            raw.respond(call.seq(), 0, i);
            assertThat(next.get(10, TimeUnit.SECONDS).asInt()).isEqualTo(i);
        }
    }

    @Test
    void aCallAfterTheTimerHasFiredTimesOutAllTheSame() throws Exception {
        connect(Duration.ofMillis(500));
        openLane();
        // Later than the timer that the first call has armed.
        channel.eventLoop().schedule(() -> {}, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
        var call = inBackground(connection.caller(), "unanswered");
        assertThat(failureOf(call)).isInstanceOf(RpcTimeoutException.class);
    }

    @Test
    void aNumberThatWasUsedOpensNoLane() throws Exception {
        connect(Duration.ofSeconds(60));
        var allocator = channel.alloc();
        var socket = DirectSocket.prepare(channel);
        var lane = new DirectLane(
                socket, new OutgoingQueue(), 100, allocator, channel.eventLoop(), () -> {}, failure -> {});
        var timer = new DeadlineTimer(channel.eventLoop(), () -> {});
        var first = new FutureCall(new CallTerms(connection, 0), "p", 0);
        var second = new FutureCall(new CallTerms(connection, 0), "p", 0);
        byte[] payload = {4, 0, 1, 'p'};

        lane.open(5, false, timer);
        assertThat(lane.enter(first, payload, 0, payload.length)).isTrue();
        lane.write(first);
        lane.open(5, false, timer);
        assertThat(lane.enter(second, payload, 0, payload.length)).isFalse();

        assertThat(lane.takeCall()).isSameAs(first);
        lane.open(6, true, timer);
        assertThat(lane.enter(second, payload, 0, payload.length)).isTrue();
        lane.write(second);
        assertThat(lane.close()).isTrue();
        lane.free();
        assertThat(List.of(raw.readCall().seq(), raw.readCall().seq())).containsExactly(5, 6);
    }

    @Test
    void anInterruptedCallIsGivenUpAndItsNumberStaysTaken() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        var calls = new ArrayList<FutureTask<LuaValues>>();
        var late = callDirectly(connection.caller(), calls);
        callers.get(callers.size() - 1).interrupt();
        assertThat(failureOf(calls.get(0))).isInstanceOf(RpcInterruptedException.class);
        onLoop(() -> {});
        raw.respond(late.seq(), 0, "too late");
        await().untilAsserted(
                        () -> assertThat(events.unexpected).containsExactly("late response to call " + late.seq()));
    }

    @Test
    void theEndOfTheConnectionEndsItWithOutcomeUnknown() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        var calls = new ArrayList<FutureTask<LuaValues>>();
        callDirectly(connection.caller(), calls);
        raw.reset();
        var failure = failureOf(calls.get(0));
        assertThat(failure).isInstanceOf(RpcConnectionException.class);
        assertThat(((RpcConnectionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThatThrownBy(() -> connection.caller().call("late")).hasMessageContaining("not sent");
    }

    @Test
    void theEndOfTheStreamClosesTheConnection() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        raw.close();
        assertThat(connection.closed().get(10, TimeUnit.SECONDS)).isEqualTo("connection closed by the peer");
        await().until(() -> !channel.isOpen());
    }

    @Test
    void aResponseBeforeTheCallIsUnexpected() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        // The number that the lane has, and no call yet.
        raw.respond(1, 0, "early");
        await().untilAsserted(
                        () -> assertThat(events.unexpected).containsExactly("response to call 1, which is not open"));
        var calls = new ArrayList<FutureTask<LuaValues>>();
        var call = callDirectly(connection.caller(), calls);
        raw.respond(call.seq(), 0, "in time");
        assertThat(calls.get(0).get(10, TimeUnit.SECONDS).asString()).isEqualTo("in time");
    }

    @Test
    void theNumberOfTheLaneMakesNoCallWait() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        var seqs = new HashSet<Integer>();
        for (int i = 0; i < 256; i++) {
            connection.caller().callAsync("open", i);
            var call = raw.readCall();
            assertThat(call.args().asInt()).isEqualTo(i);
            seqs.add(call.seq());
        }
        assertThat(seqs).hasSize(256);
        // With no number left the lane is shut, and the next call waits as any other.
        var waiting = inBackground(connection.caller(), "waiting");
        raw.respond(77, 0);
        var call = raw.readCall();
        assertThat(call.seq()).isEqualTo(77);
        raw.respond(77, 0, "served");
        assertThat(waiting.get(10, TimeUnit.SECONDS).asString()).isEqualTo("served");
    }

    @Test
    void whatTheSocketDoesNotTakeFollowsBeforeAnythingElse() throws Exception {
        connect(Duration.ofSeconds(60));
        openLane();
        var calls = new ArrayList<FutureTask<LuaValues>>();
        var queued = new ArrayList<CompletableFuture<LuaValues>>();
        // Nobody reads, until a caller has written more than the socket takes, and the loop has what is left.
        for (boolean full = false; !full && calls.size() < 200; ) {
            onLoop(() -> connection.openLane());
            int number = calls.size();
            var free = keepLoopBusy();
            calls.add(inBackground(connection.caller(), "fill", number, "x".repeat(3000 + number)));
            var caller = callers.get(callers.size() - 1);
            await().until(() -> caller.getState() == Thread.State.WAITING);
            queued.add(connection.caller().callAsync("after", number));
            free.countDown();
            onLoop(() -> {});
            full = channel.bytesBeforeUnwritable() < 1 << 20;
        }
        assertThat(calls).hasSizeLessThan(200);
        var large = connection.caller().callAsync("large", largeArguments());

        for (int i = 0; i < calls.size(); i++) {
            var fill = raw.readCall();
            assertThat(fill.args()).isEqualTo(LuaValues.from(i, "x".repeat(3000 + i)));
            raw.respond(fill.seq(), 0, i);
            assertThat(calls.get(i).get(10, TimeUnit.SECONDS).asInt()).isEqualTo(i);
            var after = raw.readCall();
            assertThat(after.args()).isEqualTo(LuaValues.from(i));
            raw.respond(after.seq(), 0, -i);
            assertThat(queued.get(i).get(10, TimeUnit.SECONDS).asInt()).isEqualTo(-i);
        }
        var last = raw.readCall();
        assertThat(last.args()).isEqualTo(LuaValues.from(largeArguments()));
        raw.respond(last.seq(), 0, "all");
        assertThat(large.get(10, TimeUnit.SECONDS).asString()).isEqualTo("all");
    }

    @Test
    void argumentsAreThoseOfTheMomentOfTheCall() throws Exception {
        connect(Duration.ofSeconds(60));
        var free = keepLoopBusy();
        var numbers = new Object[] {1, 2};
        var table = new LuaTable();
        table.put("n", LuaValue.of(1));
        connection.caller().callAsync("numbers", numbers);
        connection.caller().callAsync("table", table);
        connection.caller().callAsync("large", 1L << 53, -(1L << 53));
        numbers[0] = 9;
        table.put("n", LuaValue.of(9));
        free.countDown();
        assertThat(raw.readCall().args()).isEqualTo(LuaValues.from(1, 2));
        LuaValue sent = raw.readCall().args().get(0);
        assertThat(((LuaTable) sent).get("n")).isEqualTo(LuaValue.of(1));
        assertThat(raw.readCall().args()).isEqualTo(LuaValues.from((double) (1L << 53), -(double) (1L << 53)));
    }

    @Test
    void whatHasNoFormOnTheWireIsRefusedAtOnce() throws Exception {
        connect(Duration.ofSeconds(60));
        var free = keepLoopBusy();
        var calls = List.of(
                connection.caller().callAsync("p", (1L << 53) + 1),
                connection.caller().callAsync("p".repeat(70_000), 1),
                connection.caller().callAsync("p", "x".repeat(70_000)));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(RpcRefusedException.class, refused -> assertThat(refused.outcome())
                        .isEqualTo(Outcome.NOT_SENT)));
        free.countDown();
    }

    /** A mebibyte. */
    private static Object[] largeArguments() {
        var strings = new Object[32];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = Character.toString('a' + i % 26).repeat(1 << 15);
        }
        return strings;
    }
}
