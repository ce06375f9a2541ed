package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.RpcTarget;
import io.perigee.cli.replay.Arrivals;
import io.perigee.cli.replay.HtmlReport;
import io.perigee.cli.replay.JUnitXml;
import io.perigee.cli.replay.Peers;
import io.perigee.cli.replay.Replay;
import io.perigee.cli.replay.Report;
import io.perigee.cli.replay.Report.Outcome;
import io.perigee.cli.replay.Report.Result;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code perigee replay}. */
@Command(
        name = "replay",
        header = "Replays test vectors.",
        description = {
            "",
            "Rows about bytes go to the codecs of this program; all others go to live peers that offer the fixture, TARGETs,"
                    + " one that connects, or our own. Prints a summary: N passed, M failed.",
        },
        footer = {
            "  perigee replay test-vectors",
            "  perigee replay --target gateway:1999 test-vectors/lua-rpc-session.json",
            "  perigee replay --case 1.3.7 --case 5 test-vectors",
            "  perigee replay --target gateway:1999 --html report.html test-vectors",
            "  perigee replay --target zmq+tcp://gateway:8004 test-vectors/luaovermq.json",
            "  perigee replay --listen :1999 test-vectors/lua-rpc-hostile.json",
            "",
            "Exit codes: 0 if all passed, 1 if any failed, 2 usage, 3 unreachable.",
        })
final class ReplayCommand extends Subcommand {
    /** Rows of frames that stall wait this long for our own peer to lose patience. */
    private static final Duration FRAME_TIMEOUT = Duration.ofSeconds(1);

    /** Of JSON there are few such rows, and one of a megabyte, which must get through on a busy machine. */
    private static final Duration JSON_TIMEOUT = Duration.ofSeconds(4);

    private static final List<String> OUR_OWN = List.of(
            "lua-rpc://localhost:0",
            "lua-rpc://localhost:0?codec=msgpack",
            "zmq+tcp://127.0.0.1:0?peer=perigee",
            "json+tcp://localhost:0");

    /** A peer that connects has this long, each time. */
    private static final Duration ARRIVAL_TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description =
                    "The live peer; may be given again, for each dialect that it speaks. Default: one of each in this"
                            + " process.")
    private List<RpcTarget> targets = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Wait for the peer instead: one that connects, and again whenever a connection has ended.")
    private @Nullable Address listen;

    @Option(
            names = "--case",
            paramLabel = "NUMBER",
            description = "Replay this case alone, as 1.3.7, or all of a family, as 1.3; may be given again.")
    private List<String> cases = new ArrayList<>();

    @Option(names = "--list", description = "Print what there is to be replayed, and replay nothing.")
    private boolean list;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a report for readers, too: one page.")
    private @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report as JUnit XML, too.")
    private @Nullable Path junit;

    @Mixin
    private LuaEngineOption engine = new LuaEngineOption();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Vector files, or folders of them.")
    private List<Path> paths = List.of();

    ReplayCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        String engineName = engine.name();
        var replay = Replay.of(paths, cases);
        if (list) {
            replay.titles().forEach(console.out()::println);
            return ExitCode.OK;
        }
        Report report = replay(replay, engineName);
        if (junit != null) {
            JUnitXml.write(report, junit);
        }
        if (html != null) {
            HtmlReport.write(report, html, peer(), Version.text());
        }
        for (Result failed : report.of(Outcome.FAILED)) {
            console.note("failed: " + failed.title() + ": " + failed.detail());
        }
        report.of(Outcome.SKIPPED).stream()
                .collect(Collectors.groupingBy(Result::detail, Collectors.counting()))
                .forEach((why, count) -> console.note("skipped: " + count + " rows: " + why));
        console.out().println(report.summary());
        return report.count(Outcome.FAILED) == 0 ? ExitCode.OK : ExitCode.REMOTE_ERROR;
    }

    private Report replay(Replay replay, String engineName) throws IOException {
        if (listen == null) {
            return targets.isEmpty() ? replayHere(replay, engineName) : replay.run(Peers.at(targets));
        }
        if (!targets.isEmpty()) {
            throw new IllegalArgumentException("--listen and --target: both (expected: one of them)");
        }
        try (var arrivals = new Arrivals(listen, ARRIVAL_TIMEOUT)) {
            console.note("listening on " + arrivals.address() + " for a peer that offers the fixture");
            return replay.run(Peers.arriving(arrivals));
        }
    }

    /** What is tested, in words. */
    private String peer() {
        if (listen != null) {
            return "the peer that connects to " + listen;
        }
        return targets.isEmpty()
                ? "this program"
                : targets.stream().map(RpcTarget::toString).collect(Collectors.joining(", "));
    }

    /** Over ZeroMQ and JSON nothing is uploaded, so that an engine would change nothing but texts. */
    private Report replayHere(Replay replay, String engineName) throws IOException {
        var options = RpcOptions.builder()
                .procedures(Fixture.procedures())
                .frameTimeout(FRAME_TIMEOUT)
                .build();
        var services = new ArrayList<RpcService>();
        try (LuaHost lua = open(engineName)) {
            var peers = new ArrayList<RpcTarget>();
            try {
                for (String where : OUR_OWN) {
                    var target = RpcTarget.parse(where);
                    var own = options.toBuilder();
                    if (target instanceof RpcTarget.LuaRpc && lua != null) {
                        own.lua(lua);
                    } else if (target instanceof RpcTarget.Json) {
                        own.frameTimeout(JSON_TIMEOUT);
                    }
                    services.add(target.listen(own.build()));
                    peers.add(services.get(services.size() - 1).target());
                }
                return replay.run(Peers.ofOurOwn(peers));
            } finally {
                services.forEach(RpcService::close);
            }
        }
    }

    /** Lua for our own peer, which takes even the bytecode of the vectors; null where there is no engine. */
    private @Nullable LuaHost open(String engineName) {
        try {
            return LuaHost.builder()
                    .engine(engineName)
                    .policy(LuaPolicy.SOURCE.withBytecode(true))
                    .procedures(Fixture.procedures())
                    .open();
        } catch (LuaEngineException e) {
            console.note(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
