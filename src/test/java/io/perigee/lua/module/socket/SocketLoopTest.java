package io.perigee.lua.module.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.module.RunContext;
import io.perigee.procedure.CallContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of those who wait when the loop itself fails. */
class SocketLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SocketLoop loop = new SocketLoop("test");
    private UdpSocket socket;

    @BeforeEach
    void open() throws IOException {
        socket = new UdpSocket(3, loop.scratch, false);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        loop.close();
        socket.close();
    }

    /** A run that nobody ends. */
    private static final class Run implements RunContext {
        @Override
        public @Nullable CallContext call() {
            return null;
        }

        @Override
        public CompletionStage<Void> ended() {
            return new CompletableFuture<>();
        }
    }

    /** Waits for a datagram, and fails with it. */
    private final class Failing extends Wait {
        private final Error error;
        private boolean begun;

        Failing(Error error) {
            super(Patience.ENDLESS, new Run());
            this.error = error;
        }

        @Override
        List<Socket> sockets() {
            return List.of(socket);
        }

        @Override
        @Nullable
        LuaValues attempt() {
            if (begun) {
                throw error;
            }
            begun = true;
            return null;
        }

        @Override
        LuaValues expired() {
            return LuaValues.empty();
        }
    }

    private CompletableFuture<LuaValues> fail(Error error) throws IOException {
        CompletionStage<LuaValues> failing = loop.perform(new Failing(error));
        try (var sender = new DatagramSocket()) {
            sender.send(new DatagramPacket(new byte[1], 1, socket.localAddress()));
        }
        return failing.toCompletableFuture();
    }

    private CompletableFuture<LuaValues> sleep(double seconds) {
        return loop.perform(new SleepWait(seconds, new Run())).toCompletableFuture();
    }

    @Test
    void whoCollectsMoreThanThereIsMemoryForFailsAlone() throws IOException {
        CompletableFuture<LuaValues> other = sleep(1000);

        assertThat(fail(new OutOfMemoryError("test")))
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(OutOfMemoryError.class);

        assertThat(sleep(0.001)).succeedsWithin(PATIENCE);
        assertThat(other).isNotDone();
    }

    @Test
    void anErrorOfTheMachineEndsAllThatWait() throws IOException {
        CompletableFuture<LuaValues> other = sleep(1000);

        assertThat(fail(new StackOverflowError("test")))
                .succeedsWithin(PATIENCE)
                .isEqualTo(Answers.failure("closed"));
        assertThat(other).succeedsWithin(PATIENCE).isEqualTo(Answers.failure("closed"));
    }
}
