package io.perigee.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.transport.Address;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection, and the one thread or the other that is its event loop for a while. */
class Slot implements RpcListener {
    private static final long TIMEOUT_NANOS = 1_000_000;

    /** What the first call of a connection has. */
    static final int FIRST_NUMBER = 0;

    /** What the lane lends to the first call that goes by it. */
    static final int LANE_NUMBER = 1;

    final StressLoop loop = new StressLoop();
    final StressChannel channel = new StressChannel(loop);
    final CompletableFuture<Object> answer = new CompletableFuture<>();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private @Nullable PeerConnection opened;

    Slot() {
        asLoop(this::open);
    }

    private void open() {
        channel.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opening) {
                opened = PeerConnection.on(opening, settings(), 0, Address.ofDefault());
            }
        });
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private PeerSettings settings() {
        var procedures = new Procedures().addNonBlocking("later", call -> answer);
        return new PeerSettings(
                new CallDispatcher(procedures, Runnable::run),
                null,
                Luatobin.INSTANCE,
                List.of(),
                DecodeLimits.DEFAULT,
                1 << 20,
                0,
                256,
                1 << 20,
                1_000,
                0,
                false,
                this,
                null);
    }

    /** Does something on the event loop, and all that follows from it. */
    final void asLoop(Runnable action) {
        loop.enter();
        action.run();
        loop.work();
        loop.leave();
    }

    /** Does on the event loop what is left to do there. */
    final void settle() {
        asLoop(() -> connection().outbound().adoptDirect());
    }

    final PeerConnection connection() {
        PeerConnection connection = opened;
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }

    /** Makes a call, from whatever thread this is. */
    final PendingCall call() {
        var call = (PendingCall) connection().handover().call("p", Arguments.NONE, TIMEOUT_NANOS);
        observe(call);
        return call;
    }

    /** Makes a call that is on its way when this returns. */
    final PendingCall sentCall() {
        PendingCall call = call();
        asLoop(() -> {});
        return call;
    }

    final void observe(PendingCall call) {
        call.whenComplete((results, failure) -> ends.incrementAndGet());
    }

    /** Lets calling threads write by themselves, as they may once one of them has come in vain. */
    final void openLane() {
        laneCall();
        asLoop(() -> {});
        asLoop(() -> respond(FIRST_NUMBER));
    }

    /** Makes a call as a thread does that is about to wait. */
    final AwaitedCall laneCall() {
        return connection().handover().callFromWaiter("p", Arguments.NONE, 0);
    }

    // On the event loop.

    final void respond(int number) {
        receive(1, number, 0, 0, 0, 1, 0);
    }

    final void askLater() {
        receive(0, 0, 0, 0, 0, 8, 4, 0, 5, 'l', 'a', 't', 'e', 'r');
    }

    private void receive(int... frame) {
        var bytes = Unpooled.buffer(frame.length);
        for (int b : frame) {
            bytes.writeByte(b);
        }
        channel.pipeline().fireChannelRead(bytes);
        channel.pipeline().fireChannelReadComplete();
    }

    final void timeOut() {
        loop.pass(TIMEOUT_NANOS);
    }

    final void close() {
        connection().close("closed");
    }

    // What came of it.

    @Override
    public void onCallServed(CallInfo call) {
        served.incrementAndGet();
    }

    final int served() {
        return served.get();
    }

    /** How often the call was told to have ended. */
    final int ends() {
        return ends.get();
    }

    /** True while a number is taken. */
    final boolean isTaken() {
        return connection().outbound().awaitsResponses();
    }

    /** The number of a call; that of none is -1. */
    static int number(@Nullable PendingCall call) {
        return call == null ? PendingCall.NOT_SENT : call.seq;
    }

    static String outcome(@Nullable PendingCall call) {
        if (call == null) {
            return "not made";
        }
        if (!call.isDone()) {
            return "open";
        }
        Throwable failure = call.handle((results, thrown) -> thrown).join();
        if (failure == null) {
            return "result";
        }
        if (failure instanceof CancellationException) {
            return "cancelled";
        }
        if (failure instanceof RpcTimeoutException timeout) {
            return "timed out " + timeout.outcome();
        }
        return failure instanceof RpcConnectionException lost ? "lost " + lost.outcome() : failure.toString();
    }
}
