package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.lua.LuaHost;
import io.perigee.observe.RpcListener;
import io.perigee.observe.ScriptInfo;
import io.perigee.procedure.Procedures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code perigee serve}. */
@Command(
        name = "serve",
        header = "Is a peer that others can call, until it is interrupted.",
        footer = {
            "  perigee serve --fixture",
            "  perigee serve --fixture --listen 0.0.0.0:2012",
            "  perigee serve --fixture --listen unix:/tmp/perigee.sock",
            "  perigee serve --script limits.lua",
            "  perigee serve --script limits.lua --allow-exec --isolate --exec-timeout 1s",
            "  perigee serve --fixture --max-connections 500 --idle-timeout 10m",
            "  perigee serve --fixture --json :8006 \\",
            "    --zmq tcp://127.0.0.1:8004 --pub tcp://127.0.0.1:8005",
            "  perigee serve --fixture --audit --grant 'cert:device-*=add,config.*' \\",
            "    --tls-cert server.pem --tls-key server.key --tls-ca ca.pem",
            "",
            "The fixture: add(a,b), echo(...), fail(msg), failtable(), bad(), multi(), nothing(), slow(s),",
            "string.upper(s), and the values config and answer.",
        })
final class ServeCommand extends Subcommand {
    @Mixin
    private ServedDialects dialects = new ServedDialects();

    @Option(names = "--fixture", description = "Offer the procedures and values of the test vectors.")
    private boolean fixture;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            converter = Codecs.class,
            description =
                    "What a peer is called in before it has called: luatobin or msgpack. From then on it is called, and"
                            + " always answered, in its own codec. Default: luatobin.")
    private ValueCodec codec = Luatobin.INSTANCE;

    @Mixin
    private LuaOptions lua = new LuaOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Option(names = "--verbose", description = "Tell of every peer that comes and goes.")
    private boolean verbose;

    ServeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Procedures procedures = fixture ? Fixture.procedures() : new Procedures();
        var options = RpcOptions.builder().procedures(procedures).codec(codec);
        access.apply(options, procedures, console, verbose ? new Log() : null);
        limits.apply(options);
        try (ZmqPublisher publisher = dialects.openPublisher(procedures);
                LuaHost host = lua.open(procedures)) {
            if (host != null) {
                options.lua(host);
            }
            return serve(options.build(), publisher, fixture || host != null || publisher != null);
        }
    }

    private int serve(RpcOptions options, @Nullable ZmqPublisher publisher, boolean offers)
            throws InterruptedException {
        List<RpcService> services = dialects.open(options);
        try {
            tell(services, publisher, offers);
            // What is interrupted by a signal still says good-bye to its peers, and removes its socket from the files.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> services.forEach(RpcService::close), "close"));
            new CountDownLatch(1).await();
        } finally {
            services.forEach(RpcService::close);
        }
        return ExitCode.OK;
    }

    /** What listens where, and how it is called. */
    private void tell(List<RpcService> services, @Nullable ZmqPublisher publisher, boolean offers) {
        var rows = new LinkedHashMap<String, String>();
        for (RpcService service : services) {
            String target = service.target().toString();
            rows.put("listening on " + target, "perigee call " + target + (fixture ? " add 3 4" : " PROCEDURE ARG…"));
        }
        if (publisher != null) {
            rows.put(
                    "publishing on " + publisher.address(),
                    "perigee call " + services.get(0).target() + " publish TOPIC VALUE");
        }
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        rows.forEach((where, how) -> console.note(where + " ".repeat(width - where.length()) + "   " + how));
        if (!offers) {
            console.note("there is nothing to offer (see --fixture and --script)");
        }
    }

    private final class Log implements RpcListener {
        @Override
        public void onConnected(String peer) {
            console.note("connected: " + peer);
        }

        @Override
        public void onDisconnected(String peer, String reason) {
            console.note("disconnected: " + peer + ": " + reason);
        }

        @Override
        public void onRejected(String peer, String reason) {
            console.note("rejected: " + peer + ": " + reason);
        }

        @Override
        public void onScript(ScriptInfo script) {
            console.note("script: " + script.peer() + ": " + script.hash() + ": "
                    + (script.error() == null ? "ok" : script.error()));
        }

        @Override
        public void onUnexpected(String peer, String what) {
            console.note("unexpected: " + peer + ": " + what);
        }
    }
}
