package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Processes;
import io.perigee.testing.Readme;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The consoles of the README, and of the page on security, by a shell: each command prints what stands below it. Only ports
 * and times are others.
 */
@Timeout(240)
class TranscriptsTest {
    /** A command, with its comment, and what stands below it. */
    private static final Pattern STEP = Pattern.compile("\\$ (.*?)(?: +#.*)?\n((?:(?!\\$ ).*\n)*)");

    /** The ports of the README. What listens takes a free one instead. */
    private static final Pattern PORT = Pattern.compile("\\b(?:1999|2000|800[456])\\b");

    /** Whom a command connects to while it listens. */
    private static final Pattern CONNECTED = Pattern.compile("--to \\S+");

    /** What no two runs have in common. */
    private static final Pattern MOMENT = Pattern.compile("\\b[0-9-]{10}T[0-9:.]+Z|\\b127\\.0\\.0\\.1:[0-9]{4,5}\\b");

    /** What a server says that goes to a file. */
    private static final Pattern REDIRECTED = Pattern.compile("2>(\\S+)");

    private static final Pattern LISTENING = Pattern.compile(":([0-9]+)");

    /** All of them together; and what other tests run. */
    private static final Pattern ELSEWHERE = Pattern.compile("tools/(test|bench .*|perigee demo)");

    @TempDir
    private Path folder;

    private final Map<String, String> ports = new HashMap<>();
    private final List<Process> running = new ArrayList<>();

    @BeforeEach
    void installTheCommand() throws IOException {
        Path command = Files.createDirectories(folder.resolve("tools")).resolve("perigee");
        Files.writeString(
                command,
                "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"\n"
                        .formatted(
                                Processes.javaHome().resolve("bin/java"),
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void endWhatServes() {
        running.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {Readme.README, Readme.SECURITY})
    void eachCommandPrintsWhatThePageSays(String page) throws Exception {
        int ran = 0;
        for (Readme.Block console : Readme.blocks(page, "console")) {
            for (MatchResult step : STEP.matcher(console.text()).results().toList()) {
                if (!ELSEWHERE.matcher(step.group(1)).matches()) {
                    run(step.group(1), step.group(2));
                    ran++;
                }
            }
        }
        assertThat(ran).as("commands").isGreaterThan(10);
    }

    private void run(String command, String expected) throws Exception {
        if (command.startsWith("cat ")) {
            // A file that is shown is there from then on.
            ports.put("1999", freePort());
            Files.writeString(folder.resolve(command.substring("cat ".length())), here(expected));
        } else if (command.startsWith("tools/perigee run ")) {
            start(here(command));
            isGreeted();
        } else if (command.matches("tools/perigee (serve|chaos) .*")) {
            serve(command.replaceAll(" &$", ""), expected);
        } else {
            Process process = start(here(command));
            assertThat(lasting(output(process))).as(command).isEqualTo(lasting(here(expected)));
            if (!expected.startsWith("perigee: ")) {
                assertThat(process.waitFor()).as(command).isZero();
            }
        }
    }

    /** What a program in Lua serves is called, and calls back. */
    private void isGreeted() {
        var procedures = new Procedures().add("whoami", call -> "a reader");
        var options = RpcOptions.builder().procedures(procedures).build();
        int port = Integer.parseInt(ports.get("1999"));
        await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().untilAsserted(() -> {
            try (var client = RpcPeer.newClient("localhost", port, options)) {
                assertThat(client.call("greet", "you").asString()).isEqualTo("hello you, you are a reader");
            }
        });
    }

    private void serve(String command, String expected) throws IOException {
        String whole = command.matches(".* --(listen|zmq|json) .*") ? command : command + " --listen :1999";
        String connected = CONNECTED.matcher(whole).replaceAll(to -> here(to.group()));
        Process server = start(PORT.matcher(connected).replaceAll("0"));
        var redirected = REDIRECTED.matcher(command);
        if (redirected.find()) {
            ports.put("1999", portIn(folder.resolve(redirected.group(1))));
            return;
        }
        BufferedReader lines = server.inputReader(UTF_8);
        if (expected.isEmpty()) {
            assertThat(lines.readLine()).as(command).startsWith("perigee: listening on ");
        }
        for (String line : expected.lines().toList()) {
            String told = lines.readLine();
            assertThat(told).as(command).isNotNull();
            List<String> chosen = LISTENING
                    .matcher(told)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            List<String> written = LISTENING
                    .matcher(line)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(chosen).as(told).hasSameSizeAs(written).isNotEmpty();
            ports.put(written.get(0), chosen.get(0));
            assertThat(words(told)).isEqualTo(words(here(line)));
        }
    }

    /** The port that a server has written down that it listens on. */
    private static String portIn(Path file) {
        var line = Pattern.compile("perigee: listening on [^:]*:([0-9]+)");
        var found = new AtomicReference<String>();
        await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            var told = line.matcher(Files.readString(file));
            found.set(told.find() ? told.group(1) : null);
            return found.get() != null;
        });
        return found.get();
    }

    private static String lasting(String text) {
        return MOMENT.matcher(text).replaceAll("…");
    }

    /** Columns are as wide as the ports. */
    private static List<String> words(String line) {
        return List.of(line.split(" +"));
    }

    /** With the ports that are really listened at; the usual one is not left out. */
    private String here(String text) {
        String whole = text.replaceAll("perigee (call|eval|exec) localhost ", "perigee $1 localhost:1999 ");
        return PORT.matcher(whole).replaceAll(port -> ports.getOrDefault(port.group(), port.group()));
    }

    private Process start(String command) throws IOException {
        Process process = new ProcessBuilder("bash", "-c", isOneProgram(command) ? "exec " + command : command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        running.add(process);
        return process;
    }

    /** Which is then the process that is ended. */
    private static boolean isOneProgram(String command) {
        return command.startsWith("tools/") && !command.contains("||");
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
