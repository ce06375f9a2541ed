package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code chaos} as a process of its own, between a peer and who calls it. */
@Timeout(60)
class ChaosCommandTest {

    private static Process start(String... args) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "chaos"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    @Test
    void tellsWhereItListensAndEachFault() throws Exception {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            String to = server.address().toString();
            Process chaos = start(
                    "--listen",
                    "127.0.0.1:0",
                    "--to",
                    to,
                    "--seed",
                    "7",
                    "--verbose",
                    "--slice",
                    "1",
                    "--latency",
                    "1ms",
                    "--jitter",
                    "1ms",
                    "--direction",
                    "to-client",
                    "--reset-after",
                    "12");
            try {
                var told = new BufferedReader(new InputStreamReader(chaos.getErrorStream(), UTF_8));
                String line = told.readLine();
                assertThat(line).startsWith("perigee: listening on 127.0.0.1:").endsWith("   to " + to + ", --seed 7");
                String target = line.split(" +")[3];
                // Its answer is 12 bytes.
                assertThat(Run.perigee("call", target, "add", "3", "4").out()).isEqualTo("7\n");
                assertThat(told.readLine()).isEqualTo("perigee: connection 1: reset after 12 bytes to the client");
                Run longer = Run.perigee("call", target, "echo", "more than twelve bytes");
                assertThat(longer.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(longer.err()).contains("outcome unknown");
                assertThat(told.readLine()).isEqualTo("perigee: connection 2: reset after 12 bytes to the client");
            } finally {
                chaos.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --direction up | up (expected: to-server, to-client or both)
            --close-after 9-3 | 9-3 (expected: such as 120, 0-500 or 1k-1m)
            --stall-for 1s | --stall-for: alone (expected: with --stall-after)
            --flip 2 | flips: 2.0 (expected: 0 to 1)
            --probability -1 | probability: -1.0 (expected: 0 to 1)
            --slice -1 | sliceBytes: -1 (expected: >= 0)
            """)
    void whatIsNoFaultIsToldSo(String args, String message) {
        var command = new ArrayList<>(List.of("chaos", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1"));
        command.addAll(List.of(args.split(" ")));
        Run run = Run.perigee(command.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @Test
    void aTakenPortIsUnreachable() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Run run = Run.perigee("chaos", "--listen", address, "--to", address);
            assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).isEqualTo("perigee: listen at " + address + ": address already in use\n");
        }
    }
}
