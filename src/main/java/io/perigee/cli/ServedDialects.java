package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.RpcTarget;
import io.perigee.transport.Address;
import java.util.ArrayList;
import java.util.List;
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
            description =
                    "Requests of LuaOverMQ and StockMQ over ZeroMQ: tcp://HOST:PORT, as zmq+tcp://HOST:PORT above.")
    private List<String> zmq = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "HOST:PORT",
            description = "JSON behind its length, for scripts of Lune: as json+tcp://HOST:PORT above.")
    private List<String> json = new ArrayList<>();

    /** Opens all, or none. */
    List<RpcService> open(RpcOptions options) {
        var wanted = new ArrayList<>(targets);
        zmq.forEach(endpoint -> wanted.add(RpcTarget.parse("zmq+" + endpoint)));
        json.forEach(address -> wanted.add(RpcTarget.parse("json+tcp://" + address)));
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
