package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.testing.Python;
import io.perigee.testing.Readme;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ZeroMQ from the command: scripts of LuaOverMQ, and what {@code serve} opens. */
@Timeout(120)
class LuaOverMqCommandTest {
    @TempDir
    private Path folder;

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private static Process perigee(String classPath, String... args) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    private static String output(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return out + (process.exitValue() == 0 ? "" : err);
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Calls one after another, each a line of JSON: {@code ["add", 1, 2]}. */
    private static String calls(String endpoint, String... lines) throws Exception {
        var command = Python.command("zmq/calls.py", List.of("zmq", "msgpack"), endpoint);
        command.addAll(List.of(lines));
        return output(new ProcessBuilder(command).start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aScriptOfATerminalRuns(String engine) throws Exception {
        String endpoint = "tcp://127.0.0.1:" + freePort();
        Path script = Files.writeString(folder.resolve("terminal.lua"), """
                require("LuaOverMQ")
                STOCKMQ_ZMQ_REP = 4
                STOCKMQ_ZMQ_PUB = 1
                local isRunning = true
                function add(a, b) return a + b end
                function echo(...) return ... end
                function fail(what) error({code = what}) end
                function opaque() return print end
                function later() local t = LuaOverMQ.time() return t > 1.6e9, t %% 1 ~= 0 end
                function stop() isRunning = false return "stopped", pub:errno() end
                function main()
                  local rpc = LuaOverMQ.bind("%s", STOCKMQ_ZMQ_REP)
                  pub = LuaOverMQ.bind("tcp://127.0.0.1:0", STOCKMQ_ZMQ_PUB)
                  print(pub:send("topic", {last = 271.5}), pub:process(), rpc:send("topic", 1), rpc:errno())
                  print(pcall(LuaOverMQ.bind, "tcp://127.0.0.1:0", 3))
                  while isRunning do
                    if rpc:process() ~= 0 then print("error", rpc:errno()) end
                  end
                  print("served")
                end
                """.formatted(endpoint));
        Process run = perigee(CLASS_PATH, "run", "--main", "--engine", engine, script.toString());
        try {
            String answers = calls(
                    endpoint,
                    "[\"add\", 3, 4]",
                    "[\"echo\", {\"a\": [1, 2]}]",
                    "[\"echo\", 1, null, \"x\"]",
                    "[\"echo\"]",
                    "[\"fail\", 7]",
                    "[\"opaque\"]",
                    "[\"absent\"]",
                    "7",
                    "[\"later\"]",
                    "[\"stop\"]");
            assertThat(answers.lines())
                    .hasSize(10)
                    .startsWith("7", "{'a': {1: 1, 2: 2}}", "[1, None, 'x']", "None", "error: {'code': 7}")
                    .contains("error: LuaOverMQ: function 'absent' not found")
                    .contains("error: request: no array (expected: an array of a name and its arguments)")
                    .anyMatch(line -> line.startsWith("error: Cannot serialize result"))
                    .endsWith("[True, True]", "['stopped', 95]");
            assertThat(output(run).lines())
                    .contains("0\t95\t156384763\t156384763", "served")
                    .anyMatch(line -> line.contains("LuaOverMQ.bind: type 3 (expected: 4 for REP, or 1 for PUB)"));
            assertThat(run.exitValue()).isZero();
        } finally {
            run.destroyForcibly();
        }
    }

    /** As it stands there, but for its ports. */
    @Test
    void theScriptOfTheReadmeRuns() throws Exception {
        String calls = Integer.toString(freePort());
        String program = Readme.lua("lua terminal").text();
        Path script = Files.writeString(
                folder.resolve("terminal.lua"), program.replace("8004", calls).replace("8005", "0"));
        Process run = perigee(CLASS_PATH, "run", "--main", script.toString());
        try {
            assertThat(calls("tcp://127.0.0.1:" + calls, "[\"add\", 3, 4]", "[\"absent\"]"))
                    .isEqualTo("7\nerror: LuaOverMQ: function 'absent' not found\n");
            assertThat(run.isAlive()).isTrue();
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    void serveOpensBoth() throws Exception {
        Path script =
                Files.writeString(folder.resolve("app.lua"), "function tell(what) publish('news', {what = what}) end");
        Process serve = perigee(
                CLASS_PATH,
                "serve",
                "--fixture",
                "--script",
                script.toString(),
                "--listen",
                "127.0.0.1:0",
                "--zmq",
                "tcp://127.0.0.1:0",
                "--pub",
                "tcp://127.0.0.1:0");
        try {
            var notes = new BufferedReader(new InputStreamReader(serve.getErrorStream(), UTF_8));
            assertThat(notes.readLine()).startsWith("perigee: listening on 127.0.0.1:");
            String rpc = notes.readLine();
            assertThat(rpc).startsWith("perigee: listening on zmq+tcp://127.0.0.1:");
            String pub = notes.readLine();
            assertThat(pub).startsWith("perigee: publishing on tcp://127.0.0.1:");
            String endpoint = rpc.replaceAll(".* on zmq\\+(\\S+) .*", "$1");
            assertThat(calls(endpoint, "[\"add\", 3, 4]", "[\"multi\"]")).isEqualTo("7\n[1, None, 'three']\n");

            Process subscriber = new ProcessBuilder(Python.command(
                            "zmq/subscriber.py",
                            List.of("zmq", "msgpack"),
                            pub.replaceAll(".* publishing on (\\S+) .*", "$1"),
                            "news",
                            1))
                    .start();
            while (subscriber.isAlive()) {
                // Until the subscription has arrived.
                calls(endpoint, "[\"tell\", \"x\"]");
            }
            assertThat(output(subscriber)).isEqualTo("subscribed\nnews {'what': 'x'}\n");
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void aMainThatIsNoneIsAnError() throws Exception {
        Path script = Files.writeString(folder.resolve("none.lua"), "print 'ran'");
        Process run = perigee(CLASS_PATH, "run", "--main", script.toString());
        assertThat(output(run)).contains("ran\n", "main: nil (expected: a global function)");
        assertThat(run.exitValue()).isEqualTo(ExitCode.REMOTE_ERROR);
    }

    @Test
    void withoutJeroMqItSaysWhatToAdd() throws Exception {
        String without = Stream.of(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.contains("jeromq"))
                .collect(Collectors.joining(File.pathSeparator));
        Process serve = perigee(without, "serve", "--listen", "127.0.0.1:0", "--zmq", "tcp://127.0.0.1:0");
        assertThat(output(serve)).contains("needs org.zeromq:jeromq:0.6.0 (expected: on the class path)");
        assertThat(serve.exitValue()).isEqualTo(ExitCode.UNREACHABLE);

        Path script = Files.writeString(
                folder.resolve("bind.lua"),
                "require('LuaOverMQ') print(pcall(LuaOverMQ.bind, 'tcp://127.0.0.1:0', 4)) print 'went on'");
        assertThat(output(perigee(without, "run", script.toString())))
                .contains("needs org.zeromq:jeromq:0.6.0", "went on");
    }
}
