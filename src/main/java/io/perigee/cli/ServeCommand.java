package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.lua.LuaHost;
import io.perigee.observe.RpcListener;
import io.perigee.observe.ScriptInfo;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
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
            "",
            "The fixture: add(a,b), echo(...), fail(msg), failtable(), bad(), multi(), nothing(), slow(s),",
            "string.upper(s), and the values config and answer.",
        })
final class ServeCommand extends Subcommand {
    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "HOST:PORT or unix:PATH; port 0 takes a free one. Default: localhost:1999.")
    private Address listen = Address.ofDefault();

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

    @Option(names = "--verbose", description = "Tell of every peer that comes and goes.")
    private boolean verbose;

    ServeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Procedures procedures = fixture ? Fixture.procedures() : new Procedures();
        var options = RpcOptions.builder().procedures(procedures).codec(codec);
        if (verbose) {
            options.listener(new Log());
        }
        try (LuaHost host = lua.open(procedures)) {
            if (host != null) {
                options.lua(host);
            }
            return serve(options, fixture || host != null);
        }
    }

    private int serve(RpcOptions.Builder options, boolean offers) throws InterruptedException {
        try (var server = RpcPeer.newServerOnly(listen, options.build())) {
            console.note(
                    "listening on " + server.address() + (offers ? "" : ", with nothing to offer (see --fixture)"));
            // What is interrupted by a signal still says good-bye to its peers, and removes its socket from the files.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
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
