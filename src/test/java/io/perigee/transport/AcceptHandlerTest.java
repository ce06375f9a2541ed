package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptHandlerTest {
    private static final Address ASKED = Address.of("localhost", 1999);

    private final List<String> told = new ArrayList<>();
    private boolean accepting = true;
    private final EmbeddedChannel listening = new EmbeddedChannel(new AcceptHandler(
            new Acceptance() {
                @Override
                public boolean accept(Channel channel, Address asked) {
                    return accepting;
                }

                @Override
                public void failed(Address asked, Throwable cause) {
                    told.add(asked + ": " + cause.getMessage());
                }

                @Override
                public int turnBytes() {
                    return 1 << 10;
                }
            },
            ASKED));

    @AfterEach
    void close() {
        listening.close();
    }

    @Test
    void whoIsAcceptedIsPassedOnAndWhoIsNotIsClosed() {
        var one = new EmbeddedChannel();
        var other = new EmbeddedChannel();
        listening.writeInbound(one);
        accepting = false;
        listening.writeInbound(other);
        assertThat(listening.<Object>readInbound()).isSameAs(one);
        assertThat(listening.<Object>readInbound()).isNull();
        assertThat(one.isOpen()).isTrue();
        assertThat(other.isOpen()).isFalse();
        one.close();
    }

    @Test
    void whatKeepsTheSystemFromAcceptingIsTold() {
        listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(told).containsExactly("localhost:1999: Too many open files");
        assertThatThrownBy(listening::checkException).hasMessage("Too many open files");
    }
}
