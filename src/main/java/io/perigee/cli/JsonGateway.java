package io.perigee.cli;

import io.netty.channel.WriteBufferWaterMark;
import io.perigee.codec.DecodeLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Executors;
import io.perigee.procedure.Procedures;
import io.perigee.procedure.ScriptHost;
import io.perigee.remote.Nanos;
import io.perigee.transport.Address;
import io.perigee.transport.SocketSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the command serves and calls length-prefixed JSON. */
final class JsonGateway {
    private static final String SCHEME = "json+tcp://";
    private static final int MAX_MESSAGE = 16 << 20;
    private static final int MAX_CALLS = 256;
    private static final int MAX_QUEUED_CALLS = 16_384;
    private static final Duration MESSAGE_TIMEOUT = Duration.ofSeconds(30);

    private JsonGateway() {}

    static GatewaySettings settings(
            Procedures procedures, @Nullable ScriptHost scripts, Duration timeout, @Nullable RpcListener listener) {
        return new GatewaySettings(
                new CallDispatcher(procedures, Executors.shared()),
                scripts,
                DecodeLimits.DEFAULT,
                MAX_MESSAGE,
                Nanos.of(MESSAGE_TIMEOUT),
                Nanos.of(timeout),
                MAX_CALLS,
                MAX_QUEUED_CALLS,
                new SocketSettings((int) timeout.toMillis(), true, 0, WriteBufferWaterMark.DEFAULT, null),
                listener);
    }

    /** The address of {@code json+tcp://HOST:PORT}; the scheme may be left out. */
    static Address.Tcp address(String target) {
        String text = target.startsWith(SCHEME) ? target.substring(SCHEME.length()) : target;
        if (!text.contains("://") && Address.parse(text) instanceof Address.Tcp tcp) {
            return tcp;
        }
        throw new IllegalArgumentException("target: " + target + " (expected: json+tcp://HOST:PORT)");
    }
}
