package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.procedure.LuaError;
import io.perigee.value.LuaValue;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that call a peer: what they print, where, and how they end. */
class PeerCommandsTest {
    private static final String ROOT = System.getProperty("perigee.root", ".");

    private static RpcServer server;
    private static String target;

    @BeforeAll
    static void listen() {
        var procedures = Fixture.procedures()
                .add("never", call -> new CompletableFuture<LuaValue>())
                .add("control", call -> {
                    throw new LuaError("two\nlines \u001b[31mred");
                });
        server = RpcPeer.newServerOnly(
                "localhost", 0, RpcOptions.builder().procedures(procedures).build());
        target = server.address().toString();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add 3 4 | 7",
                "add 3 -4 | -1",
                "add 1.5 -2 | -0.5",
                "echo -.5 | \"-.5\"",
                "echo null true 1e3 text | nil,true,1000,\"text\"",
                "echo \"12\" | \"12\"",
                "echo [1,[2,3]] | {1, {2, 3}}",
                "echo {\"a-b\":1,\"c\":\"d\"} | {[\"a-b\"] = 1, c = \"d\"}",
                "echo -- --json | \"--json\"",
                "multi | 1,nil,\"three\"",
                "nothing | ''",
                "string.upper h\u00e9llo | \"H\u00e9LLO\"",
            })
    void resultsAreLiteralsOneALine(String call, String expected) {
        Run run = Run.perigee(("call " + target + " " + call).split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(String.join(",", run.out().lines().toList())).isEqualTo(expected);
    }

    @Test
    void jsonIsOneLineOfAllResults() {
        Run run = Run.perigee("call", "--json", target, "multi");
        assertThat(run.out()).isEqualTo("[1,null,\"three\"]\n");
        assertThat(Run.perigee("call", target, "nothing", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void recordsAreRowsOfATable() {
        Run run = Run.perigee(
                "call",
                target,
                "echo",
                "[{\"ip\":\"10.0.0.1\",\"port\":80},{\"ip\":\"10.0.0.12\",\"port\":8080,\"up\":true}]");
        assertThat(run.out().lines().map(String::stripTrailing))
                .containsExactly("ip         port  up", "10.0.0.1     80", "10.0.0.12  8080  true");
    }

    @Test
    void valuesMayGoAsMessagePack() {
        assertThat(Run.perigee("call", "--codec", "msgpack", target, "add", "3", "4")
                        .out())
                .isEqualTo("7\n");
        assertThat(Run.perigee("eval", target, "config.net.ports.2", "--codec", "msgpack")
                        .out())
                .isEqualTo("443\n");
        String text = "x".repeat(70_000);
        assertThat(Run.perigee("call", "--codec", "msgpack", target, "echo", text)
                        .out())
                .contains(text);
        assertThat(Run.perigee("call", target, "echo", text).err()).contains("string-limit: 70000");
        assertThat(Run.perigee("call", "--codec", "morse", target, "nothing").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void evalReadsPaths() {
        assertThat(Run.perigee("eval", target, "config.net.ports.2").out()).isEqualTo("443\n");
        assertThat(Run.perigee("eval", target, "nope.nope").out()).isEqualTo("nil\n");
        assertThat(Run.perigee("eval", "--json", target, "answer").out()).isEqualTo("[42]\n");
        assertThat(Run.perigee("eval", target, "string.upper").exitCode()).isEqualTo(ExitCode.REMOTE_ERROR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call TARGET fail boom | 1 | boom",
                "call TARGET failtable | 1 | code = 42",
                "call TARGET nope | 1 | no such procedure",
                "call TARGET answer | 1 | not callable",
                "exec TARGET -e 1 | 1 | no Lua engine",
                "call TARGET never --timeout 200ms | 4 | 200 ms",
                "call TARGET echo 9007199254740993 | 2 | integer-range",
                "call TARGET | 2 | PROCEDURE",
                "call | 2 | TARGET",
                "call TARGET echo --jsn | 2 | --jsn",
                "--debug call TARGET echo --jsn | 2 | --jsn",
                "call TARGET echo --timeout soon | 2 | soon",
                "call [::1 echo | 2 | [::1",
                "call localhost:99999 echo | 2 | 99999",
                "exec TARGET | 2 | FILE",
                "exec TARGET /no/such.lua | 2 | no such file",
                "nonsense | 2 | nonsense",
                "call localhost:1 echo | 3 | connect at localhost:1: connection refused (not sent)",
                "call unix:/no/such/socket echo | 3 | unix:/no/such/socket: no such file or directory (not sent)",
                "call no-such-host.invalid echo | 3 | no-such-host.invalid:1999: no such host (not sent)",
                "replay --target no-such-host.invalid VECTORS | 3 | no such host",
            })
    void failuresAreOneLineAndACode(String args, int exitCode, String text) {
        Run run = Run.perigee(args.replace("TARGET", target)
                .replace("VECTORS", ROOT + "/test-vectors")
                .split(" "));
        assertThat(run.err()).startsWith("perigee: ").contains(text).doesNotContain("\tat ");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void whatAPeerSaysCannotCommandTheTerminal() {
        Run run = Run.perigee("call", target, "control");
        assertThat(run.err()).contains("two\\nlines \\u001b[31mred");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void debugShowsTheStack() {
        assertThat(Run.perigee("call", "--debug", target, "nope").err()).contains("\tat ");
        assertThat(Run.perigee("--debug", "call", target, "nope").err()).contains("\tat ");
    }

    @Test
    void unixSocketsAreTargetsToo(@TempDir Path folder) {
        var address = io.perigee.transport.Address.ofUnix(folder.resolve("s"));
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (var unix = RpcPeer.newServerOnly(address, options)) {
            assertThat(unix.address()).isEqualTo(address);
            assertThat(Run.perigee("call", address.toString(), "add", "1", "2").out())
                    .isEqualTo("3\n");
        }
    }
}
