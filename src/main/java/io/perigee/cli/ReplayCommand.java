package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
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
            "Rows about bytes go to the codecs of this program; exchanges and sessions go to a live peer that offers the"
                    + " fixture, TARGET or one of our own. Prints a summary: N passed, M failed.",
        },
        footer = {
            "  perigee replay test-vectors",
            "  perigee replay --target gateway:1999 test-vectors/lua-rpc-session.json",
            "  perigee replay --case 1.3.7 --case 5 test-vectors",
            "  perigee replay --target gateway:1999 --html report.html test-vectors",
            "",
            "Exit codes: 0 if all passed, 1 if any failed, 2 usage, 3 unreachable.",
        })
final class ReplayCommand extends Subcommand {
    /** Rows of frames that stall wait this long for our own peer to lose patience. */
    private static final Duration FRAME_TIMEOUT = Duration.ofSeconds(1);

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            converter = AddressConverter.class,
            description = "The live peer. Default: one in this process.")
    private @Nullable Address target;

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
        Address peer = target;
        Report report = peer == null ? replayHere(replay, engineName) : replay.run(Peers.at(socketAddress(peer)));
        if (junit != null) {
            JUnitXml.write(report, junit);
        }
        if (html != null) {
            HtmlReport.write(report, html, peer == null ? "this program" : peer.toString(), Version.text());
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

    private Report replayHere(Replay replay, String engineName) throws IOException {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).frameTimeout(FRAME_TIMEOUT);
        try (LuaHost lua = open(engineName)) {
            if (lua != null) {
                options.lua(lua);
            }
            try (RpcServer server = RpcPeer.newServerOnly("localhost", 0, options.build())) {
                return replay.run(Peers.at(socketAddress(server.address())));
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

    /** Vectors need sockets that can send anything, so that none of ours will do. */
    private static SocketAddress socketAddress(Address address) {
        if (address instanceof Address.Tcp tcp) {
            return new InetSocketAddress(tcp.host(), tcp.port());
        }
        return UnixDomainSocketAddress.of(((Address.Unix) address).path());
    }
}
