package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixSocketTest {
    private static final RpcOptions SERVER = RpcOptions.builder()
            .procedures(new Procedures().add("echo", call -> call.args()))
            .build();

    @TempDir
    private Path folder;

    /** Listens until it is killed, or makes the whole round of these tests, on the transport that the JVM was given. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws Exception {
            var path = Path.of(args[1]);
            if (args[0].equals("serve")) {
                RpcPeer.newServerOnly(Address.ofUnix(path), SERVER);
                System.out.println("listening");
                new CountDownLatch(1).await();
            } else {
                round(path);
                overTcp();
                System.out.println(EventLoops.sockets());
            }
        }
    }

    private static void overTcp() {
        for (String host : List.of("127.0.0.1", "::1")) {
            try (var server = RpcPeer.newServerOnly(host, 0, SERVER);
                    var client = RpcPeer.newClient(server.address(), SERVER)) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(client.call("echo", i).asLong()).isEqualTo(i);
                }
            }
        }
    }

    private static void round(Path path) {
        for (int i = 0; i < 2; i++) {
            try (var server = RpcPeer.newServerOnly(Address.ofUnix(path), SERVER)) {
                try (var client = RpcPeer.newClient(server.address(), SERVER)) {
                    assertThat(client.call("echo", "over a file").asString()).isEqualTo("over a file");
                    assertThat(client.peer()).isEqualTo("unix:" + path);
                    assertThat(server.peers().get(0).call("echo", 1).asLong()).isEqualTo(1);
                }
                assertThatThrownBy(() -> RpcPeer.newServerOnly(Address.ofUnix(path), SERVER))
                        .isInstanceOf(RpcConnectionException.class)
                        .hasMessageContaining("ddress already in use");
                try (var client = RpcPeer.newClient(server.address(), SERVER)) {
                    assertThat(client.call("echo", 2).asLong()).isEqualTo(2);
                }
            }
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void peersCallEachOtherAndTheFileGoesWithTheServer() {
        round(folder.resolve("socket"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void bothTransportsDo(String transport) {
        try (var jvm = Processes.java(
                Processes.javaHome(),
                List.of("-Dperigee.transport=" + transport),
                Main.class,
                "round",
                folder.resolve("socket"))) {
            assertThat(jvm.finish()).last().asString().isEqualToIgnoringCase(transport);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void theFileOfAServerThatWasKilledIsInNobodysWay(String transport) throws Exception {
        var path = folder.resolve("socket");
        try (var jvm = Processes.java(
                Processes.javaHome(), List.of("-Dperigee.transport=" + transport), Main.class, "serve", path)) {
            assertThat(jvm.line()).isEqualTo("listening");
            jvm.kill();
            jvm.process().waitFor();
        }
        assertThat(path).exists();
        round(path);
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        var path = Files.writeString(folder.resolve("precious"), "data");

        assertThatThrownBy(() -> RpcPeer.newServerOnly(Address.ofUnix(path), SERVER))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("unix:" + path);
        assertThat(path).hasContent("data");
    }

    @Test
    void whereNobodyListensAClientIsTold() {
        assertThatThrownBy(() -> RpcPeer.newClient(Address.ofUnix(folder.resolve("nothing")), SERVER))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("not sent");
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        var path = folder.resolve("x".repeat(200));
        assertThatThrownBy(() -> RpcPeer.newServerOnly(Address.ofUnix(path), SERVER))
                .isInstanceOf(RpcConnectionException.class);
    }
}
