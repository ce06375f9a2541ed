package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.RpcTarget;
import io.perigee.ZmqEvents;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code perigee serve} listens for: any set of dialects, on one registry. */
final class ServedDialects {
    @Option(
            names = "--listen",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description = {
                "HOST:PORT or unix:PATH for the binary protocol, or any other TARGET; may be given again. Port 0 takes a"
                        + " free one. Default, if nothing else is given: localhost:1999.",
            })
    private List<RpcTarget> targets = new ArrayList<>();

    @Option(
            names = "--zmq",
            paramLabel = "ENDPOINT",
            description = "Requests of LuaOverMQ and StockMQ over ZeroMQ: tcp://HOST:PORT.")
    private List<String> zmq = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "HOST:PORT",
            description = "JSON behind its length, for scripts of Lune, in whichever byte order.")
    private List<String> json = new ArrayList<>();

    @Option(
            names = "--pub",
            paramLabel = "ENDPOINT",
            description = {
                "Publish events over ZeroMQ at tcp://HOST:PORT: those that the script, or anybody who may call, gives to the"
                        + " procedure publish(topic, value)."
            })
    private @Nullable String events;

    /** Opens the publisher, and registers what publishes; null if none was asked for. */
    @Nullable
    ZmqPublisher openPublisher(Procedures procedures) {
        if (events == null) {
            return null;
        }
        ZmqPublisher publisher = ZmqEvents.publisher(events, RpcOptions.DEFAULT);
        procedures.addNonBlocking("publish", call -> {
            publisher.publish(call.arg(0).asString(), call.arg(1).value());
            return LuaValues.empty();
        });
        return publisher;
    }

    private static String rest(String option, String scheme, String endpoint) {
        String rest = endpoint.startsWith(scheme) ? endpoint.substring(scheme.length()) : "";
        if (rest.isEmpty() || rest.contains("://")) {
            throw new IllegalArgumentException(option + ": " + endpoint + " (expected: " + scheme + "HOST:PORT)");
        }
        return rest;
    }

    /** Opens all, or none. */
    List<RpcService> open(RpcOptions options) {
        var wanted = new ArrayList<>(targets);
        zmq.forEach(endpoint -> wanted.add(RpcTarget.parse("zmq+tcp://" + rest("--zmq", "tcp://", endpoint))));
        json.forEach(
                address -> wanted.add(RpcTarget.parse("json+tcp://" + rest("--json", "", address) + "?order=auto")));
        if (wanted.isEmpty()) {
            wanted.add(new RpcTarget.LuaRpc(Address.ofDefault(), null));
        }
        var services = new ArrayList<RpcService>();
        try {
            wanted.forEach(target -> services.add(target.listen(options)));
        } catch (RuntimeException e) {
            services.forEach(RpcService::close);
            throw e;
        }
        return services;
    }
}
