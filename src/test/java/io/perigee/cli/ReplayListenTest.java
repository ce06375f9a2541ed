package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.Reconnect;
import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.cli.replay.Arrivals;
import io.perigee.cli.replay.Peers;
import io.perigee.cli.replay.Replay;
import io.perigee.cli.replay.Report;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code replay --listen}: the peer under test is the one that connects. */
@Timeout(120)
class ReplayListenTest {
    private static final Path VECTORS = Path.of(System.getProperty("perigee.root", "."), "test-vectors");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Address ANYWHERE = Address.of("127.0.0.1", 0);
    private static final int CONNECTIONS = 16;

    private static Report replay(Arrivals arrivals, String file, String... cases) throws Exception {
        return Replay.of(List.of(VECTORS.resolve(file)), List.of(cases)).run(Peers.arriving(arrivals));
    }

    @ParameterizedTest
    @CsvSource({
        "luatobin, lua-rpc-session-2.json, needs a Lua engine",
        "luatobin, lua-rpc-hostile.json, ''",
        "luatobin, lua-rpc-frames.json, ''",
        "msgpack, msgpack-session.json, needs a Lua engine",
        "msgpack, msgpack-hostile.json, ''",
    })
    void aJavaClientPasses(String codec, String file, String skipped) throws Exception {
        ValueCodec spoken = codec.equals("luatobin") ? Luatobin.INSTANCE : MsgPack.INSTANCE;
        var options = RpcOptions.builder()
                .procedures(Fixture.procedures())
                .codec(spoken)
                .frameTimeout(Duration.ofSeconds(1))
                .reconnect(new Reconnect(Duration.ofMillis(1), Duration.ofMillis(50)))
                .build();
        var clients = new ArrayList<RpcPeer>();
        try (var arrivals = new Arrivals(ANYWHERE, PATIENCE)) {
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    clients.add(RpcPeer.newClient(arrivals.address(), options));
                }
                Report report = replay(arrivals, file);
                assertThat(report.of(Report.Outcome.FAILED)).isEmpty();
                assertThat(report.of(Report.Outcome.SKIPPED))
                        .allMatch(row -> !skipped.isEmpty() && row.detail().startsWith(skipped));
                assertThat(report.count(Report.Outcome.PASSED)).isGreaterThan(20);
            } finally {
                clients.forEach(RpcPeer::close);
            }
        }
    }

    /** Without the rows that wait ten seconds for its time-out: {@code tools/test} has them all. */
    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4", "luajit"})
    void aLuaClientPasses(String interpreter) throws Exception {
        try (var arrivals = new Arrivals(ANYWHERE, PATIENCE);
                var lua = Processes.lua(
                        interpreter, "reconnect.lua", "127.0.0.1", ((Address.Tcp) arrivals.address()).port())) {
            assertThat(lua.line()).startsWith("connected ");
            Report report = replay(arrivals, "lua-rpc-session-2.json");
            assertThat(report.of(Report.Outcome.FAILED)).isEmpty();
            assertThat(report.count(Report.Outcome.PASSED)).isGreaterThan(500);
        }
    }

    @Test
    void aPeerThatStaysAwayFailsWhatIsLeftAtOnce() throws Exception {
        try (var arrivals = new Arrivals(ANYWHERE, Duration.ofMillis(200))) {
            Report report = replay(arrivals, "lua-rpc-hostile.json");
            assertThat(report.results()).hasSizeGreaterThan(20).allMatch(row -> row.detail()
                    .startsWith("peer: no connection in "));
        }
    }

    @Test
    void aPeerIsCalledOrWaitedForButNotBoth() {
        Run run = Run.perigee("replay", "--listen", "127.0.0.1:0", "--target", "localhost:1", VECTORS.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--listen and --target: both (expected: one of them)");
    }
}
