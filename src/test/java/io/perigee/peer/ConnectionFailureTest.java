package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class ConnectionFailureTest {
    @Test
    void exceptionsAreTheirMessagesAndErrorsSayWhichTheyAre() {
        assertThat(ConnectionFailure.describe(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
        assertThat(ConnectionFailure.describe(new DecoderException(new IOException("Connection reset"))))
                .isEqualTo("Connection reset");
        assertThat(ConnectionFailure.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(ConnectionFailure.describe(new OutOfMemoryError("Unable to allocate 8 bytes")))
                .isEqualTo("OutOfMemoryError: Unable to allocate 8 bytes");
    }

    @Test
    void aWriteToASocketThatIsClosedAlreadyNamesThePeer() {
        assertThat(ConnectionFailure.describe(new ClosedChannelException())).isEqualTo("connection closed by the peer");
    }
}
