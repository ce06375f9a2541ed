package io.perigee;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.perigee.budget.ServerLimits;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.gateway.GatewaySettings;
import io.perigee.lua.LuaHost;
import io.perigee.observe.GuardedListener;
import io.perigee.observe.RpcListener;
import io.perigee.peer.PeerSettings;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Executors;
import io.perigee.procedure.Grants;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Nanos;
import io.perigee.transport.SocketSettings;
import io.perigee.wire.FrameLog;
import io.perigee.wire.GuardedFrameLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How peers and servers behave. Immutable; may be shared by any number of them.
 *
 * <p>The defaults are those of section 9 of {@code protocol-spec.md}: safe on a loopback address, with nothing exported
 * and no code run for the peer.
 */
public final class RpcOptions {
    private static final int LOW_WATER_BYTES = 256 << 10;
    private static final int HIGH_WATER_BYTES = 1 << 20;

    /** The codecs of the binary protocol: what the first call of a peer is told by. */
    static final List<ValueCodec> CODECS = List.of(Luatobin.INSTANCE, MsgPack.INSTANCE);

    /** All defaults. */
    public static final RpcOptions DEFAULT = builder().build();

    private final Builder settings;

    private RpcOptions(Builder settings) {
        this.settings = new Builder(settings);
    }

    /** A builder that begins with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        return new Builder(settings);
    }

    Duration timeout() {
        return settings.timeout;
    }

    Duration connectTimeout() {
        return settings.connectTimeout;
    }

    ValueCodec codec() {
        return settings.codec;
    }

    @Nullable
    Reconnect reconnect() {
        return settings.reconnect;
    }

    @Nullable
    RpcListener listener() {
        return settings.listener;
    }

    @Nullable
    SslContext tls() {
        return settings.tls;
    }

    ServerLimits serverLimits() {
        return settings.serverLimits;
    }

    /** For a connection that speaks what these options say, whatever the peer does. */
    PeerSettings clientSettings() {
        return peerSettings(List.of());
    }

    /** For connections that answer a peer in its own codec. */
    PeerSettings serverSettings() {
        return peerSettings(CODECS);
    }

    private PeerSettings peerSettings(List<ValueCodec> otherCodecs) {
        return new PeerSettings(
                dispatcher(),
                settings.lua,
                settings.codec,
                otherCodecs,
                limits(),
                settings.maxPayload,
                Nanos.of(settings.frameTimeout),
                settings.maxInboundCalls,
                settings.maxBacklogBytes,
                settings.maxQueuedCalls,
                Nanos.of(settings.keepAlive),
                settings.quickAcknowledge,
                settings.listener,
                settings.frameLog == null ? null : new GuardedFrameLog(settings.frameLog));
    }

    /** For the gateways of the other dialects. */
    GatewaySettings gatewaySettings() {
        return new GatewaySettings(
                dispatcher(),
                settings.lua,
                settings.limits,
                settings.maxPayload,
                Nanos.of(settings.frameTimeout),
                Nanos.of(settings.timeout),
                settings.maxInboundCalls,
                settings.maxQueuedCalls,
                socketSettings(),
                settings.listener);
    }

    private CallDispatcher dispatcher() {
        return new CallDispatcher(
                settings.procedures,
                settings.executor == null ? Executors.shared() : settings.executor,
                settings.grants);
    }

    /** Functions come as bytecode only where something may run it. */
    private DecodeLimits limits() {
        var lua = settings.lua;
        boolean bytecode = lua != null && lua.policy().upload() && lua.policy().bytecode();
        return bytecode ? settings.limits.withFunctions(true) : settings.limits;
    }

    SocketSettings socketSettings() {
        return new SocketSettings(
                (int) Math.min(Integer.MAX_VALUE, settings.connectTimeout.toMillis()),
                settings.tcpKeepAlive,
                (int) Math.min(Integer.MAX_VALUE, settings.userTimeout.toMillis()),
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES),
                settings.tls);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private Procedures procedures = new Procedures();
        private Duration timeout = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration frameTimeout = Duration.ofSeconds(10);
        private Duration keepAlive = Duration.ZERO;
        private Duration userTimeout = Duration.ofMinutes(2);
        private boolean tcpKeepAlive = true;
        private boolean quickAcknowledge = true;
        private int maxPayload = 16 << 20;
        private int maxInboundCalls = 256;
        private int maxBacklogBytes = 32 << 20;
        private int maxQueuedCalls = 16_384;
        private DecodeLimits limits = DecodeLimits.DEFAULT;
        private ServerLimits serverLimits = ServerLimits.DEFAULT;
        private ValueCodec codec = Luatobin.INSTANCE;
        private @Nullable Grants grants;
        private @Nullable Executor executor;
        private @Nullable Reconnect reconnect;
        private @Nullable SslContext tls;
        private @Nullable RpcListener listener;
        private @Nullable FrameLog frameLog;
        private @Nullable LuaHost lua;

        private Builder() {}

        private Builder(Builder other) {
            procedures = other.procedures;
            timeout = other.timeout;
            connectTimeout = other.connectTimeout;
            frameTimeout = other.frameTimeout;
            keepAlive = other.keepAlive;
            userTimeout = other.userTimeout;
            tcpKeepAlive = other.tcpKeepAlive;
            quickAcknowledge = other.quickAcknowledge;
            maxPayload = other.maxPayload;
            maxInboundCalls = other.maxInboundCalls;
            maxBacklogBytes = other.maxBacklogBytes;
            maxQueuedCalls = other.maxQueuedCalls;
            limits = other.limits;
            serverLimits = other.serverLimits;
            codec = other.codec;
            grants = other.grants;
            executor = other.executor;
            reconnect = other.reconnect;
            tls = other.tls;
            listener = other.listener;
            frameLog = other.frameLog;
            lua = other.lua;
        }

        /** What peers may call: none by default. The registry may be shared and changed at any time. */
        public Builder procedures(Procedures registry) {
            procedures = Objects.requireNonNull(registry, "procedures");
            return this;
        }

        /**
         * Which peers may call, read and upload what, in every dialect: all may all unless set. It holds for whoever is at the
         * other end, the server of a client as well.
         */
        public Builder grants(Grants whoMayWhat) {
            grants = Objects.requireNonNull(whoMayWhat, "grants");
            return this;
        }

        /** The deadline of calls that name no other: 30 seconds; zero for none. */
        public Builder timeout(Duration duration) {
            timeout = notNegative("timeout", duration);
            return this;
        }

        /** How long connecting may take, TLS handshake included: 10 seconds; zero for no limit of ours. */
        public Builder connectTimeout(Duration duration) {
            connectTimeout = notNegative("connectTimeout", duration);
            return this;
        }

        /** How long a frame may take from its first byte to its last: 10 seconds; zero for no limit. */
        public Builder frameTimeout(Duration duration) {
            frameTimeout = notNegative("frameTimeout", duration);
            return this;
        }

        /**
         * Asks a peer that has been silent this long whether it lives, and gives it as long again to answer. Zero, the
         * default, never asks: a Lua peer that is between two calls does not look at its socket, and would be taken for
         * dead.
         */
        public Builder keepAlive(Duration interval) {
            keepAlive = notNegative("keepAlive", interval);
            return this;
        }

        /** Keep-alive of TCP itself, on by default; the system sets the times. */
        public Builder tcpKeepAlive(boolean on) {
            tcpKeepAlive = on;
            return this;
        }

        /**
         * How long sent bytes may stay unacknowledged before the connection ends, where epoll is there: 2 minutes; zero
         * leaves it to the system.
         */
        public Builder userTimeout(Duration duration) {
            userTimeout = notNegative("userTimeout", duration);
            return this;
        }

        /** Whether frames that come in pieces are acknowledged at once, where epoll is there; on by default. */
        public Builder quickAcknowledge(boolean on) {
            quickAcknowledge = on;
            return this;
        }

        /**
         * The largest payload in bytes, in both directions: 16 MiB. What a server reads is also held to an eighth of {@link
         * ServerLimits#maxReceivedBytes}, which is less where the heap is below 1 GiB.
         */
        public Builder maxPayload(int bytes) {
            maxPayload = positive("maxPayload", bytes);
            return this;
        }

        /** How many calls of one peer run at once, at the most: 256. */
        public Builder maxInboundCalls(int calls) {
            maxInboundCalls = positive("maxInboundCalls", calls);
            return this;
        }

        /**
         * How many bytes of calls that wait to run are kept for each connection, and as many again of answers that the peer
         * does not take yet: 32 MiB each. Beyond the one reading pauses, and beyond the other no more calls run. Two peers
         * that send each other more than both together in arguments at once may come to wait for each other to read. As
         * soon as a call times out over that, calls of the other peer are refused as busy until fewer wait.
         */
        public Builder maxBacklogBytes(int bytes) {
            maxBacklogBytes = positive("maxBacklogBytes", bytes);
            return this;
        }

        /** How many calls may wait until one of the 256 numbers is free, for each connection: 16,384. */
        public Builder maxQueuedCalls(int calls) {
            maxQueuedCalls = positive("maxQueuedCalls", calls);
            return this;
        }

        /** What a decoder puts up with: {@link DecodeLimits#DEFAULT} unless set. */
        public Builder limits(DecodeLimits decodeLimits) {
            limits = Objects.requireNonNull(decodeLimits, "limits");
            return this;
        }

        /**
         * What all connections of one server may take together, and how long each may keep it waiting: {@link
         * ServerLimits#DEFAULT}. Servers of the binary protocol and of JSON have them, each for itself; those of ZeroMQ have the
         * limits of section 15 of the specification.
         */
        public Builder serverLimits(ServerLimits serverLimits) {
            this.serverLimits = Objects.requireNonNull(serverLimits, "serverLimits");
            return this;
        }

        /** Reads functions, whoever may run them. */
        Builder functions() {
            limits = limits.withFunctions(true);
            return this;
        }

        /**
         * How values are written. The default is {@link Luatobin}, the form of the Lua module; {@link MsgPack#INSTANCE} is for
         * peers that want integers of 64 bits and long strings.
         *
         * <p>A client speaks it, and its peer must understand it. A server speaks it until the first call of a peer has come,
         * and from then on to this peer what that call was written in: section 14.4 of the specification.
         */
        public Builder codec(ValueCodec valueCodec) {
            codec = Objects.requireNonNull(valueCodec, "codec");
            return this;
        }

        /** Runs procedures that may block: virtual threads where there are any, else a pool that grows as needed. */
        public Builder executor(Executor procedureExecutor) {
            executor = Objects.requireNonNull(procedureExecutor, "executor");
            return this;
        }

        /** Lets a client come back when its connection is lost; off by default. */
        public Builder reconnect(Reconnect policy) {
            reconnect = Objects.requireNonNull(policy, "reconnect");
            return this;
        }

        /** TLS for every connection; a context for clients or for servers, as the peer is. */
        public Builder tls(SslContext context) {
            tls = Objects.requireNonNull(context, "tls");
            return this;
        }

        /** Is told what happens. */
        public Builder listener(RpcListener rpcListener) {
            listener = new GuardedListener(Objects.requireNonNull(rpcListener, "listener"));
            return this;
        }

        /** Sees every frame. */
        public Builder frameLog(FrameLog log) {
            frameLog = Objects.requireNonNull(log, "frameLog");
            return this;
        }

        /**
         * Answers what is not registered, and runs what peers upload as far as its policy allows: nothing does unless
         * set. The host outlives the peers that it serves; whoever opened it closes it.
         */
        public Builder lua(LuaHost host) {
            lua = Objects.requireNonNull(host, "lua");
            return this;
        }

        /** The options as they are now; the builder may go on. */
        public RpcOptions build() {
            return new RpcOptions(this);
        }

        private static Duration notNegative(String name, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
            }
            return duration;
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
            }
            return value;
        }
    }
}
