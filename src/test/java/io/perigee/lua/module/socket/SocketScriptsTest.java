package io.perigee.lua.module.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.testing.Processes;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Scripts with sockets on the embedded engines: with each other, with real LuaSocket, and when things end. */
@ParameterizedClass
@FieldSource("io.perigee.lua.module.socket.SocketScript#ENGINES")
class SocketScriptsTest {
    private static final String LISTEN = """
            local socket = require "socket"
            listener = assert(socket.bind("127.0.0.1", 0))
            return tonumber((select(2, listener:getsockname())))
            """;

    /** Answers each line in capitals until the client is gone. */
    private static final String SERVE_ONE = """
            local client = assert(listener:accept())
            local count = 0
            while true do
              local line = client:receive()
              if not line then break end
              count = count + 1
              assert(client:send(line:upper() .. "\\n"))
            end
            client:close()
            return count
            """;

    private static final String TALK = """
            local socket = require "socket"
            local port, lines = ...
            local tcp = assert(socket.connect("127.0.0.1", port))
            for i = 1, lines do
              assert(tcp:send("line " .. i .. "\\n"))
              assert(tcp:receive() == "LINE " .. i)
            end
            tcp:close()
            return lines
            """;

    private final String engine;
    private SocketScript script;

    SocketScriptsTest(String engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        script = new SocketScript(engine);
    }

    @AfterEach
    void close() {
        script.close();
    }

    private int listen() {
        return (int) script.run(LISTEN).asLong();
    }

    @Test
    void aServerAndItsClientRunInOneState() {
        int port = listen();
        var server = script.start(SERVE_ONE);
        assertThat(script.run(TALK, port, 500).asLong()).isEqualTo(500);
        assertThat(SocketScript.results(server).asLong()).isEqualTo(500);
    }

    @Test
    void realLuaSocketTalksToTheServer(@TempDir Path directory) throws Exception {
        int port = listen();
        var server = script.start(SERVE_ONE);
        Path file = Files.writeString(
                directory.resolve("talk.lua"), "print((function(...) " + TALK + " end)(" + port + ", 200))");
        try (var process = Processes.lua("lua5.1", file.toAbsolutePath().toString())) {
            assertThat(process.finish()).containsExactly("200");
        }
        assertThat(SocketScript.results(server).asLong()).isEqualTo(200);
    }

    @Test
    void realLuaSocketServesTheClient(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("serve.lua"),
                "io.stdout:setvbuf('no') print((function() " + LISTEN + " end)()) print((function() " + SERVE_ONE
                        + " end)())");
        try (var process = Processes.lua("lua5.4", file.toAbsolutePath().toString())) {
            int port = (int) Double.parseDouble(process.line());
            assertThat(script.run(TALK, port, 200).asLong()).isEqualTo(200);
            assertThat(process.line()).isEqualTo("200");
        }
    }

    @Test
    void bytesOfAnySizeArriveAsTheyWereSent() {
        int port = listen();
        var received = script.start("""
                local client = assert(listener:accept())
                return assert(client:receive("*a"))
                """);
        script.run("""
                local socket = require "socket"
                local all = {}
                for i = 0, 255 do all[i + 1] = string.char(i) end
                local tcp = assert(socket.connect("127.0.0.1", (...)))
                local data = table.concat(all):rep(16384)
                assert(tcp:send(data) == #data)
                tcp:close()
                """, port);
        byte[] bytes = SocketScript.results(received).asBytes();
        assertThat(bytes).hasSize(4 << 20);
        for (int i = 0; i < bytes.length; i++) {
            if ((bytes[i] & 0xff) != (i & 0xff)) {
                assertThat(bytes[i] & 0xff).as("byte %s", i).isEqualTo(i & 0xff);
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadHoldsTheSenderBack() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            script.run("""
                    tcp = assert(require("socket").connect("127.0.0.1", (...)))
                    tcp:settimeout(0.05)
                    """, server.getLocalPort());
            try (Socket peer = server.accept()) {
                var first = script.run("return tcp:send((\"x\"):rep(2^25))");
                assertThat(first.get(0).isNil()).isTrue();
                assertThat(first.get(1).asString()).isEqualTo("timeout");
                long sent = first.get(2).asLong();
                assertThat(sent).isPositive().isLessThan(1 << 25);
                assertThat(script.run("return #select(2, require('socket').select(nil, { tcp }, 0))")
                                .asLong())
                        .isZero();

                assertThat(peer.getInputStream().readNBytes((int) sent)).hasSize((int) sent);
                assertThat(script.run("return #select(2, require('socket').select(nil, { tcp }, 10))")
                                .asLong())
                        .isEqualTo(1);
                assertThat(script.run("return tcp:send('y')").asLong()).isEqualTo(1);
                assertThat(peer.getInputStream().read()).isEqualTo('y');
            }
        }
    }

    @Test
    void aBlockedRunLetsOthersGoOn() {
        int port = listen();
        var blocked = script.start("return listener:accept()");
        assertThat(script.run("return 1 + 1").asLong()).isEqualTo(2);
        assertThat(blocked).isNotDone();
        script.run("require('socket').connect('127.0.0.1', (...)):close()", port);
        assertThat(blocked).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void closingASocketEndsWhatWaitsForIt() {
        listen();
        var blocked = script.start("return listener:accept()");
        script.run("listener:close()");
        assertThat(SocketScript.results(blocked)).isEqualTo(LuaValues.from(null, "closed"));
    }

    @Test
    void closingTheHostEndsEverything() throws IOException {
        int port = listen();
        try (var peer = new Socket()) {
            var blocked = script.start("client = listener:accept() return client:receive()");
            peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            await().until(() -> script.run("return client ~= nil").asBoolean());
            close();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            await().until(blocked::isDone);
        }
        try (var again = new ServerSocket()) {
            await().untilAsserted(() -> again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
    }

    @Test
    void aRunThatWasDroppedTakesNothing() {
        int port = listen();
        script.run("client = require('socket').connect('127.0.0.1', (...)) peer = listener:accept()", port);
        var dropped = script.start("return peer:receive()");
        script.run("return 1"); // So the other one waits by now.
        assertThat(dropped).isNotDone();
        dropped.cancel(false);
        script.run("client:send('for the next\\n')");
        assertThat(script.run("return peer:receive()").asString()).isEqualTo("for the next");
    }

    @Test
    void socketsThatNobodyHoldsAreClosed() {
        int port = listen();
        var outcome = script.run("""
                local socket = require "socket"
                local port = ...
                for i = 1, 3000 do
                  local tcp, err = socket.connect("127.0.0.1", port)
                  if not tcp then return i, err end
                  listener:accept()
                  if i % 100 == 0 then collectgarbage() collectgarbage() end
                end
                return "all"
                """, port);
        assertThat(outcome).isEqualTo(LuaValues.from("all"));
    }

    @Test
    void thereAreSoManySocketsAndNoMore() {
        assertThat(script.run("""
                        local socket = require "socket"
                        all = {}
                        while true do
                          local tcp, err = socket.tcp4()
                          if not tcp then return #all, err end
                          all[#all + 1] = tcp
                        end
                        """)).isEqualTo(LuaValues.from(1021, "Too many open files"));
        assertThat(script.run("all[5]:close() return require('socket').tcp4():getfd()")
                        .asLong())
                .isEqualTo(7);
    }

    @Test
    void whoIsEndedWhileItConnectsLeavesNoSocketBehind() throws IOException {
        String lowest = "local tcp = require('socket').tcp4() local fd = tcp:getfd() tcp:close() return fd";
        long free = script.run(lowest).asLong();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var clients = new Clients()) {
            clients.fill(server);
            for (String connect : new String[] {"connect(...)", "tcp():connect(...)"}) {
                var ended = script.start("require('socket')." + connect, "127.0.0.1", server.getLocalPort());
                script.run("return 1"); // So the other one waits by now.
                assertThat(ended).isNotDone();
                ended.cancel(false);
                assertThat(script.run(lowest).asLong()).as(connect).isEqualTo(free);
            }
        }
    }

    /** As many as a server that accepts none has room for. */
    private static final class Clients implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 500;

        private final List<Socket> connected = new ArrayList<>();

        void fill(ServerSocket server) throws IOException {
            while (true) {
                var socket = new Socket();
                connected.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), PATIENCE_MILLIS);
                } catch (SocketTimeoutException e) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : connected) {
                socket.close();
            }
        }
    }

    @Test
    void whatIsBoundIsNotBoundAgain() throws IOException {
        LuaValues bound = script.run("""
                local tcp = require("socket").tcp()
                assert(tcp:bind("127.0.0.1", 0))
                local _, port = tcp:getsockname()
                local again, err = tcp:bind("127.0.0.1", 0)
                tcp:close()
                return again, err, tonumber(port)
                """);
        assertThat(bound.get(0).isNil()).isTrue();
        assertThat(bound.get(1)).hasToString("Invalid argument");
        var port = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), (int) bound.get(2).asLong());
        try (var again = new ServerSocket()) {
            await().untilAsserted(() -> again.bind(port));
        }
    }
}
