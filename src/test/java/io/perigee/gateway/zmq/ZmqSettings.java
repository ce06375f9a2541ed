package io.perigee.gateway.zmq;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.perigee.codec.DecodeLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Executors;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.procedure.ScriptHost;
import io.perigee.transport.SocketSettings;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Settings of gateways under test. */
final class ZmqSettings {
    static final String ANY_PORT = "tcp://127.0.0.1:0";

    private Procedures procedures = new Procedures();
    private @Nullable ScriptHost scripts;
    private @Nullable RpcListener listener;
    private @Nullable SslContext ssl;
    private Duration timeout = Duration.ofSeconds(20);
    private DecodeLimits limits = DecodeLimits.DEFAULT;
    private int maxMessage = 1 << 20;
    private int maxInboundCalls = 256;
    private int maxQueuedCalls = 10_000;
    private int connectTimeoutMillis = 10_000;

    static ZmqSettings of(Procedures procedures) {
        var settings = new ZmqSettings();
        settings.procedures = procedures;
        return settings;
    }

    static GatewaySettings client() {
        return new ZmqSettings().build();
    }

    ZmqSettings scripts(ScriptHost host) {
        scripts = host;
        return this;
    }

    ZmqSettings listener(RpcListener told) {
        listener = told;
        return this;
    }

    ZmqSettings timeout(Duration duration) {
        timeout = duration;
        return this;
    }

    ZmqSettings limits(DecodeLimits decodeLimits) {
        limits = decodeLimits;
        return this;
    }

    ZmqSettings maxMessage(int bytes) {
        maxMessage = bytes;
        return this;
    }

    ZmqSettings maxInboundCalls(int calls) {
        maxInboundCalls = calls;
        return this;
    }

    ZmqSettings maxQueuedCalls(int calls) {
        maxQueuedCalls = calls;
        return this;
    }

    ZmqSettings connectTimeoutMillis(int millis) {
        connectTimeoutMillis = millis;
        return this;
    }

    ZmqSettings tls(SslContext context) {
        ssl = context;
        return this;
    }

    GatewaySettings build() {
        return new GatewaySettings(
                new CallDispatcher(procedures, Executors.shared()),
                scripts,
                limits,
                maxMessage,
                Duration.ofSeconds(10).toNanos(),
                timeout.toNanos(),
                maxInboundCalls,
                maxQueuedCalls,
                new SocketSettings(connectTimeoutMillis, true, 0, WriteBufferWaterMark.DEFAULT, ssl),
                listener);
    }

    /** What the tests call. */
    static Procedures fixture() {
        return new Procedures()
                .addNonBlocking(
                        "add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .addNonBlocking("echo", call -> call.args())
                .addNonBlocking("fail", call -> {
                    throw new LuaError(call.arg(0).value());
                })
                .addNonBlocking("failtable", call -> {
                    throw new LuaError(new LuaTable().put("code", 42));
                })
                .addNonBlocking("multi", call -> LuaValues.from(1, null, "three"))
                .addNonBlocking("nothing", call -> LuaValues.empty())
                .addNonBlocking("never", call -> new CompletableFuture<>())
                .addNonBlocking("large", call -> "x".repeat(call.arg(0).asInt()))
                .add("blocking", call -> Thread.currentThread().getName().isEmpty() ? "virtual" : "thread")
                .addNonBlocking("string.upper", call -> call.arg(0).asString().toUpperCase(java.util.Locale.ROOT))
                .addValue("config", Map.of("name", "gw", "net", Map.of("ports", List.of(80, 443))));
    }
}
