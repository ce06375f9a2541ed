package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.JsonArguments;
import io.perigee.remote.RpcClient;
import io.perigee.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that call a peer have in common. */
final class PeerOptions {
    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description = {
                "The peer: HOST:PORT, HOST, :PORT,",
                "[IPv6]:PORT or unix:PATH; or another",
                "dialect: zmq+tcp://HOST:PORT,",
                "json+tcp://HOST:PORT, json+unix:PATH.",
            })
    private RpcTarget target = new RpcTarget.LuaRpc(Address.ofDefault(), null);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description =
                    "How long to wait for the connection, and for each answer: 5, 2.5s, 300ms, 1m; 0 for as long as"
                            + " it takes. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            converter = Codecs.class,
            description =
                    "How values are encoded: luatobin, which every peer knows, or msgpack, for integers of 64 bits and"
                            + " long strings. Default: luatobin.")
    private @Nullable ValueCodec codec;

    @Option(names = "--json", description = "Print the results as one line of tagged JSON, an array.")
    private boolean json;

    @Option(names = "--tls", description = "Speak TLS with whom the authorities of this machine's JVM vouch for.")
    private boolean tls;

    @Mixin
    private TlsOptions certificates = new TlsOptions();

    @Option(names = "--token", paramLabel = "FILE", description = "Call login with the token in this file first.")
    private @Nullable Path token;

    RpcClient connect() throws IOException {
        var options = RpcOptions.builder().timeout(timeout).connectTimeout(timeout);
        if (codec != null) {
            if (!(target instanceof RpcTarget.LuaRpc)) {
                throw new IllegalArgumentException(
                        "--codec: " + codec.name() + " for " + target + " (expected: a peer of the binary protocol)");
            }
            options.codec(codec);
        }
        var context = certificates.forClient(tls);
        if (context != null) {
            options.tls(context);
        }
        String shown = token == null ? null : AccessOptions.readToken(token);
        RpcClient client = target.connect(options.build());
        if (shown != null) {
            logIn(client, shown);
        }
        return client;
    }

    private static void logIn(RpcClient client, String token) {
        try {
            client.call(AccessOptions.LOGIN, token);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    boolean json() {
        return json;
    }

    /** Arguments as they are typed: JSON if it is JSON, else a string. */
    static Object[] arguments(List<String> typed) {
        return typed.stream().map(JsonArguments::parse).toArray();
    }
}
