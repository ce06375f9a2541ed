package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zeromq.SocketType;

/** Whatever comes is answered where it can be, and leaves all others served. */
@Timeout(60)
class HostileMessagesTest {
    private static final byte[] EMPTY = {};

    private static ZmqServer server;
    private static RawSocket bystander;
    private static RawSocket terminal;
    private static ZmqClient client;

    @BeforeAll
    static void start() {
        server = ZmqServer.listen(
                ZmqSettings.ANY_PORT,
                ZmqSettings.of(ZmqSettings.fixture()).maxMessage(2 << 20).build());
        bystander = RawSocket.connect(SocketType.REQ, server.address());
        terminal = RawSocket.bind(SocketType.ROUTER, ZmqSettings.ANY_PORT);
        client = ZmqClient.connect(terminal.address(), ZmqSettings.client());
    }

    @AfterAll
    static void stop() {
        client.close();
        terminal.close();
        bystander.close();
        server.close();
    }

    static List<HostileMessage> toServer() {
        return HostileMessage.to("server");
    }

    static List<HostileMessage> toClient() {
        return HostileMessage.to("client");
    }

    static List<HostileMessage> toPort() {
        return HostileMessage.to("port");
    }

    @Test
    void thereAreAsManyAsThereShouldBe() {
        assertThat(HostileMessage.all()).hasSizeGreaterThanOrEqualTo(60);
    }

    private static void othersAreServed() {
        assertThat(bystander.send(ZmqServerTest.call("add", 20, 22)).answer()).isEqualTo("OK 42");
    }

    @ParameterizedTest
    @MethodSource("toServer")
    void aServerAnswers(HostileMessage message) {
        for (byte[][] frames : messages(message)) {
            try (var dealer = RawSocket.connect(SocketType.DEALER, server.address())) {
                assertThat(dealer.send(frames).answer()).startsWith(message.expect());
                // The connection is as good as before.
                assertThat(dealer.send(EMPTY, ZmqServerTest.call("add", 1, 2)).answer())
                        .isEqualTo("OK 3");
            }
        }
        othersAreServed();
    }

    private static List<byte[][]> messages(HostileMessage message) {
        byte[][] whole = message.bytes();
        var messages = new ArrayList<byte[][]>();
        if (!message.cut()) {
            messages.add(whole);
            return messages;
        }
        int last = whole.length - 1;
        for (int length = 0; length < whole[last].length; length++) {
            byte[][] cut = whole.clone();
            cut[last] = Arrays.copyOf(whole[last], length);
            messages.add(cut);
        }
        return messages;
    }

    @ParameterizedTest
    @MethodSource("toPort")
    void aPortBearsAnyBytes(HostileMessage message) throws IOException {
        int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(message.bytes()[0]);
            socket.getOutputStream().flush();
            othersAreServed();
        }
        othersAreServed();
    }

    @ParameterizedTest
    @MethodSource("toClient")
    void aCallEndsWithANamedError(HostileMessage message) {
        CompletableFuture<LuaValues> call = client.callAsync("anything");
        answer(message.bytes());
        Throwable failure = catchThrowable(call::join);
        assertThat(failure).cause().isInstanceOfAny(RpcProtocolException.class, RemoteErrorException.class);
        assertThat(failure).cause().hasMessageContaining(message.expect());

        CompletableFuture<LuaValues> next = client.callAsync("next");
        answer(EMPTY, new byte[] {'O', 'K'}, new byte[] {7});
        assertThat(next.join().asInt()).isEqualTo(7);
    }

    private static void answer(byte[]... frames) {
        List<byte[]> asked = terminal.receive();
        byte[][] all = new byte[2 + frames.length][];
        all[0] = asked.get(0);
        all[1] = asked.get(1);
        System.arraycopy(frames, 0, all, 2, frames.length);
        terminal.send(all);
    }
}
