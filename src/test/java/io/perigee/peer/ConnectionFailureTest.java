package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFailureTest {
    @Test
    void exceptionsAreTheirMessagesAndErrorsSayWhichTheyAre() {
        assertThat(ConnectionFailure.describe(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
        assertThat(ConnectionFailure.describe(new DecoderException(new IOException("No route to host"))))
                .isEqualTo("No route to host");
        assertThat(ConnectionFailure.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(ConnectionFailure.describe(new OutOfMemoryError("Unable to allocate 8 bytes")))
                .isEqualTo("OutOfMemoryError: Unable to allocate 8 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection reset",
                "Connection reset by peer",
                "recvAddress(..) failed with error(-104): Connection reset by peer",
            })
    void aResetIsTheSameForEachKindOfSocket(String message) {
        assertThat(ConnectionFailure.describe(new IOException(message))).isEqualTo("connection reset by the peer");
    }

    @Test
    void aWriteToASocketThatIsClosedAlreadyNamesThePeer() {
        assertThat(ConnectionFailure.describe(new ClosedChannelException())).isEqualTo("connection closed by the peer");
    }
}
