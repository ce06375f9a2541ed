package io.perigee.sim;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Ticker;
import io.perigee.codec.DecodeLimits;
import io.perigee.observe.RpcListener;
import io.perigee.peer.PeerConnection;
import io.perigee.peer.PeerSettings;
import io.perigee.peer.WaiterCalls;
import io.perigee.remote.Caller;
import io.perigee.transport.Address;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One end: a connection of the library, and the calls that it makes. */
final class Peer {
    static final int MAX_PAYLOAD = 1 << 20;

    /** An object inside a table, which has no form on the wire in any codec. */
    static final LuaTable UNSENDABLE = LuaTable.ofList(List.of(LuaUserdata.of(new Object())));

    private final String name;
    private final SplittableRandom random;
    private final Profile profile;
    private final Faults faults;
    private final Oracle oracle;
    private final Ticker clock;
    final SimLoop loop;
    final SimAllocator allocator;
    final SimChannel channel;
    final Callee callee;

    /** Calls that may be cancelled. */
    private final List<SimCall> pending = new ArrayList<>();

    private PeerConnection connection;
    private boolean following = true;
    private long unexpected;

    Peer(String name, World world, Wire out) {
        this.name = name;
        random = world.random;
        profile = world.profile;
        faults = world.faults;
        oracle = world.oracle;
        clock = world.clock;
        loop = new SimLoop(clock);
        allocator = new SimAllocator(faults);
        channel = profile.direct() ? new DirectSimChannel(loop, allocator, out) : new SimChannel(loop, allocator, out);
        callee = new Callee(this, world);
        channel.config()
                .setWriteBufferWaterMark(
                        new WriteBufferWaterMark(profile.highWaterMark() / 2, profile.highWaterMark()));
    }

    void open() {
        channel.open(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opening) {
                connection = PeerConnection.on(opening, settings(), 0, Address.ofDefault());
            }
        });
    }

    private PeerSettings settings() {
        return new PeerSettings(
                callee.dispatcher(),
                null,
                profile.codec(),
                List.of(),
                DecodeLimits.DEFAULT,
                MAX_PAYLOAD,
                profile.frameTimeoutNanos(),
                profile.maxInboundCalls(),
                profile.maxBacklogBytes(),
                profile.maxQueuedCalls(),
                profile.keepAliveNanos(),
                false,
                profile.listener() ? new Listener() : null,
                null);
    }

    private final class Listener implements RpcListener {
        @Override
        public void onUnexpected(String peer, String what) {
            if (what.startsWith("late response to call ")) {
                faults.count(Fault.LATE);
            } else {
                unexpected++;
            }
        }
    }

    // What it calls.

    private Kind pickKind() {
        if (random.nextDouble() < profile.nested()) {
            return Kind.NESTED;
        }
        return random.nextBoolean() ? Kind.LATER : Kind.of(random.nextInt(100));
    }

    /** Makes a call of some kind, on the event loop or on another thread. */
    void callSomehow() {
        boolean timed = random.nextDouble() < profile.timeouts();
        long timeout = timed ? 1 + random.nextLong(profile.longestTimeoutNanos()) : 0;
        somewhere(() -> call(connection.caller(), pickKind(), timeout, () -> {}));
    }

    /**
     * Makes a call that nothing cancels.
     *
     * @param timeoutNanos 0 for one that nothing but the other end's answer ends
     */
    SimCall probe(Kind kind, long timeoutNanos) {
        return call(connection.caller(), kind, timeoutNanos, () -> {});
    }

    /** Does something on the event loop, or on another thread. */
    void somewhere(Runnable action) {
        if (random.nextBoolean()) {
            loop.elsewhere(action);
        } else {
            action.run();
        }
    }

    /** Calls back, and goes on when that has ended. */
    void callBack(Caller by, Runnable end) {
        // Two ends that wait for each other get no further than their deadlines.
        call(by, pickKind(), 1 + random.nextLong(profile.longestTimeoutNanos()), end);
    }

    private SimCall call(Caller by, Kind kind, long timeoutNanos, Runnable end) {
        var pad = "x".repeat(random.nextDouble() < profile.large() ? random.nextInt(60_000) : random.nextInt(20));
        SimCall call = oracle.begin(this, kind, pad, timeoutNanos, nowNanos());
        Caller caller = by.withTimeout(Duration.ofNanos(timeoutNanos));
        Object last = kind == Kind.UNSENDABLE ? UNSENDABLE : pad;
        if (random.nextInt(3) == 0) {
            caller.callAsync(
                    (results, failure) -> {
                        oracle.ended(call, results, failure);
                        follow(end);
                    },
                    kind.procedure(),
                    call.nonce,
                    last);
            return call;
        }
        if (random.nextInt(3) == 0 && !loop.inEventLoop()) {
            channel.writing(
                    () -> call.future = WaiterCalls.call(connection, timeoutNanos, kind.procedure(), call.nonce, last));
        } else {
            call.future = caller.callAsync(kind.procedure(), call.nonce, last);
        }
        var future = call.future;
        future.whenComplete((results, failure) -> oracle.endedForTheOther(call));
        future.whenComplete((results, failure) -> {
            oracle.ended(call, results, failure);
            follow(end);
        });
        if (!future.isDone()) {
            pending.add(call);
        }
        return call;
    }

    /** What depends on a call may call in turn. */
    private void follow(Runnable end) {
        end.run();
        if (following && isOpen() && random.nextInt(16) == 0) {
            callBack(connection.caller(), () -> {});
        }
    }

    /** From now on it calls only when it is told to. */
    void callNoMore() {
        following = false;
    }

    void cancelOne() {
        while (!pending.isEmpty()) {
            SimCall call = pending.remove(random.nextInt(pending.size()));
            if (!call.future.isDone()) {
                faults.count(Fault.CANCEL);
                call.cancelled = true;
                somewhere(() -> call.future.cancel(true));
                return;
            }
        }
    }

    // The connection.

    PeerConnection connection() {
        return connection;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** Responses to no call that it has told of, where it tells at all. */
    long unexpected() {
        return unexpected;
    }

    long nowNanos() {
        return clock.nanoTime();
    }

    @Override
    public String toString() {
        return name;
    }
}
