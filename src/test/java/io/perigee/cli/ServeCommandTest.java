package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serve} as a process of its own: it serves until it is told to end, and leaves nothing behind. */
@Timeout(60)
class ServeCommandTest {

    @Test
    void servesOnAPort() throws Exception {
        Process serve = start("--fixture", "--listen", "127.0.0.1:0");
        try {
            String target = address(serve);
            assertThat(Run.perigee("call", target, "add", "20", "22").out()).isEqualTo("42\n");
            assertThat(Run.perigee("call", target, "slow", "0.01").out()).isEqualTo("0.01\n");
            assertThat(Run.perigee("eval", target, "config.name").out()).isEqualTo("\"gw\"\n");
            assertThat(Run.perigee("exec", target, "-e", "return 1").err()).contains("no Lua engine");
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void servesTheSameAsJson(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("app.lua"), "function twice(n) return n * 2 end");
        Process serve =
                start("--fixture", "--listen", "127.0.0.1:0", "--json", "127.0.0.1:0", "--script", script.toString());
        try {
            var lines = new BufferedReader(new InputStreamReader(serve.getErrorStream(), UTF_8));
            assertThat(lines.readLine()).startsWith("perigee: listening on 127.0.0.1:");
            String line = lines.readLine();
            assertThat(line).startsWith("perigee: listening on json+tcp://");
            var target = RpcTarget.parse(line.split(" +")[3]);
            try (var client = target.connect(RpcOptions.DEFAULT)) {
                assertThat(client.call("add", 20, 22).asInt()).isEqualTo(42);
                assertThat(client.call("twice", 21).asInt()).isEqualTo(42);
                assertThat(client.eval("config.name").asString()).isEqualTo("gw");
            }
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void servesAScriptAndRunsWhatIsUploaded(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("app.lua"), "function twice(n) return n * 2 end limit = 7");
        Process serve = start("--listen", "127.0.0.1:0", "--script", script.toString(), "--allow-exec");
        try {
            String target = address(serve);
            assertThat(Run.perigee("call", target, "twice", "21").out()).isEqualTo("42\n");
            assertThat(Run.perigee("eval", target, "limit").out()).isEqualTo("7\n");
            assertThat(Run.perigee("exec", target, "-e", "return _VERSION, twice(...)", "4")
                            .out())
                    .isEqualTo("\"Lua 5.1\"\n8\n");
            Run endless = Run.perigee("exec", target, "-e", "while true do end");
            assertThat(endless.exitCode()).isEqualTo(ExitCode.REMOTE_ERROR);
        } finally {
            serve.destroyForcibly();
        }
        assertThat(Run.perigee("serve", "--allow-exec", "--exec-memory", "lots").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"--allow-bytecode,", "--isolate,", "--exec-timeout,1s", "--exec-instructions,5", "--exec-memory,1m"})
    void whatLimitsUploadsIsRefusedWithoutThem(String option, @Nullable String value) {
        Run alone = value == null ? Run.perigee("serve", option) : Run.perigee("serve", option, value);
        assertThat(alone.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(alone.err()).isEqualTo("perigee: " + option + ": alone (expected: with --allow-exec)\n");
    }

    @Test
    void servesAnySetOfDialectsAtOnce() throws Exception {
        Process serve = start(
                "--fixture",
                "--listen",
                "127.0.0.1:0",
                "--zmq",
                "tcp://127.0.0.1:0",
                "--json",
                "127.0.0.1:0",
                "--listen",
                "json+tcp://127.0.0.1:0?order=little-endian");
        try {
            var told = new BufferedReader(new InputStreamReader(serve.getErrorStream(), UTF_8));
            for (String scheme : List.of("127", "json+tcp://127", "zmq+tcp://127", "json+tcp://127")) {
                String line = told.readLine();
                assertThat(line).startsWith("perigee: listening on " + scheme).endsWith(" add 3 4");
                String target = line.split(" +")[3];
                assertThat(line).contains("   perigee call " + target + " ");
                assertThat(Run.perigee("call", target, "add", "20", "22").out()).isEqualTo("42\n");
                Run missing = Run.perigee("call", target, "nowhere");
                assertThat(missing.exitCode()).isEqualTo(ExitCode.REMOTE_ERROR);
                assertThat(missing.err()).contains("no such procedure");
            }
        } finally {
            serve.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --zmq foo | --zmq: foo (expected: tcp://HOST:PORT)
            --zmq zmq+tcp://h:1 | --zmq: zmq+tcp://h:1 (expected: tcp://HOST:PORT)
            --json tcp://h:1 | --json: tcp://h:1 (expected: HOST:PORT)
            --listen http://h:1 | (expected: HOST:PORT, unix:PATH, lua-rpc://HOST:PORT
            """)
    void whatIsNoPlaceToListenIsToldSo(String args, String message) {
        var command = new ArrayList<>(List.of("serve"));
        command.addAll(List.of(args.split(" ")));
        Run run = Run.perigee(command.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
    }

    @Test
    void whatPublishesIsSomethingToOffer() throws Exception {
        Process serve = start("--listen", "127.0.0.1:0", "--pub", "tcp://127.0.0.1:0");
        try {
            var told = new BufferedReader(new InputStreamReader(serve.getErrorStream(), UTF_8));
            String target = told.readLine().split(" +")[3];
            assertThat(told.readLine())
                    .startsWith("perigee: publishing on tcp://127.0.0.1:")
                    .endsWith("perigee call " + target + " publish TOPIC VALUE");
            assertThat(Run.perigee("call", target, "publish", "quotes", "1").exitCode())
                    .isZero();
            // Which leaves open what it said, as destroy() of the process would not.
            serve.toHandle().destroy();
            assertThat(told.lines()).isEmpty();
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void removesItsUnixSocket(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("perigee.sock");
        Process serve = start("--fixture", "--listen", "unix:" + socket);
        try {
            assertThat(Run.perigee("call", address(serve), "echo", "hi").out()).isEqualTo("\"hi\"\n");
            serve.destroy();
            assertThat(serve.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.exists(socket)).isFalse();
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void anAddressInUseIsUnreachable() throws Exception {
        Process serve = start("--fixture", "--listen", "127.0.0.1:0");
        try {
            Run second = Run.perigee("serve", "--listen", address(serve));
            assertThat(second.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(second.err()).contains(": address already in use (").doesNotContain("bind(");
            assertThat(second.err().lines()).hasSize(1);
        } finally {
            serve.destroyForcibly();
        }
    }

    private static Process start(String... args) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    /** The line that tells it is ready names where. */
    private static String address(Process serve) throws Exception {
        String line = new BufferedReader(new InputStreamReader(serve.getErrorStream(), UTF_8)).readLine();
        assertThat(line).startsWith("perigee: listening on ");
        return line.substring("perigee: listening on ".length()).split(" ", 2)[0];
    }
}
