package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectTest {
    private static final RpcOptions SERVER = RpcOptions.builder()
            .procedures(new Procedures().add("echo", call -> call.args()))
            .build();

    private final Events events = new Events();

    private RpcOptions options(Duration first, Duration longest) {
        return RpcOptions.builder()
                .reconnect(new Reconnect(first, longest))
                .listener(events)
                .build();
    }

    @Test
    void aClientComesBackWhenTheServerDoes() throws Exception {
        var server = RpcPeer.newServerOnly("localhost", 0, SERVER);
        var address = server.address();
        try (var client = RpcPeer.newClient(address, options(Duration.ofMillis(10), Duration.ofMillis(50)))) {
            for (int round = 0; round < 3; round++) {
                assertThat(client.call("echo", round).asLong()).isEqualTo(round);
                server.close();
                await().until(() -> !client.isConnected());
                assertThatThrownBy(() -> client.call("echo"))
                        .isInstanceOfSatisfying(RpcConnectionException.class, failure -> assertThat(failure.outcome())
                                .isEqualTo(Outcome.NOT_SENT));
                assertThat(client.closed()).isNotDone();

                server = RpcPeer.newServerOnly(address, SERVER);
                assertThat(client.awaitConnected(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(events.connected).hasSize(4);
        } finally {
            server.close();
        }
    }

    @Test
    void callsAreNotRepeated() {
        try (var listener = RawPeer.listen();
                var client =
                        RpcPeer.newClient(listener.address(), options(Duration.ofMillis(1), Duration.ofMillis(5)))) {
            var raw = listener.accept();
            var call = client.callAsync("once");
            raw.readCall();
            raw.reset();
            assertThatThrownBy(call::join)
                    .hasCauseInstanceOf(RpcConnectionException.class)
                    .hasMessageContaining("outcome unknown");

            try (var again = listener.accept()) {
                await().until(client::isConnected);
                client.callAsync("another");
                // Numbers begin anew, and the first thing that is heard is the new call.
                var seen = again.readCall();
                assertThat(seen.procedure()).hasToString("another");
                assertThat(seen.seq()).isZero();
            }
        }
    }

    @Test
    void aPeerThatHangsUpAtOnceIsNotStormed() {
        try (var listener = RawPeer.listen();
                var client =
                        RpcPeer.newClient(listener.address(), options(Duration.ofMillis(20), Duration.ofSeconds(60)))) {
            var accepted = new AtomicInteger();
            var accepting = new Thread(() -> {
                try {
                    while (true) {
                        listener.accept().close();
                        accepted.incrementAndGet();
                    }
                } catch (java.io.UncheckedIOException e) {
                    // Closed: the test is over.
                }
            });
            accepting.start();
            // The delays double: 20, 40, 80 … milliseconds, half of them at the least.
            await().during(Duration.ofSeconds(1)).until(() -> accepted.get() <= 1 + 7);
            assertThat(client.closed()).isNotDone();
        }
    }

    @Test
    void theLongestDelayMayBeAsGoodAsForEver() {
        var server = RpcPeer.newServerOnly("localhost", 0, SERVER);
        try (var client = RpcPeer.newClient(
                server.address(), options(Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE)))) {
            await().until(() -> !server.peers().isEmpty());
            server.peers().forEach(RpcPeer::close);
            await().until(() -> events.connected.size() == 2);
            assertThat(client.closed()).isNotDone();
        } finally {
            server.close();
        }
    }

    @Test
    void withoutTheOptionAClientStaysAway() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), RpcOptions.DEFAULT)) {
            listener.accept().close();
            assertThat(client.closed().join()).isEqualTo("connection closed by the peer");
        }
    }

    @Test
    void aClientThatIsClosedStopsComingBack() throws Exception {
        var server = RpcPeer.newServerOnly("localhost", 0, SERVER);
        var address = server.address();
        var client = RpcPeer.newClient(address, options(Duration.ofMillis(5), Duration.ofMillis(10)));
        server.close();
        await().until(() -> !client.isConnected());
        client.close();
        assertThat(client.closed()).isCompleted();
        try (var again = RpcPeer.newServerOnly(address, SERVER)) {
            await().during(Duration.ofMillis(300)).until(() -> again.peers().isEmpty());
            assertThat(client.awaitConnected(Duration.ofMillis(10))).isFalse();
        }
    }

    @Test
    void theFirstConnectionIsNotRetried() {
        var address = RpcPeer.newServerOnly("localhost", 0, SERVER);
        address.close();
        assertThatThrownBy(() ->
                        RpcPeer.newClient(address.address(), options(Duration.ofMillis(5), Duration.ofMillis(10))))
                .isInstanceOf(RpcConnectionException.class);
    }

    @Test
    void delaysDoubleUpToTheLongestAndAreShortenedAtRandom() {
        var policy = new Reconnect(Duration.ofMillis(100), Duration.ofSeconds(30));
        for (int failures = 0; failures < 70; failures++) {
            long full = failures > 8 ? 30_000 : 100L << failures;
            int n = failures;
            assertThat(IntStream.range(0, 200).mapToLong(i -> policy.delayMillis(n)))
                    .allSatisfy(delay -> assertThat(delay).isBetween(full / 2, full));
        }
        assertThat(IntStream.range(0, 200)
                        .mapToLong(i -> policy.delayMillis(5))
                        .distinct()
                        .count())
                .isGreaterThan(50);
        assertThat(new Reconnect(Duration.ofNanos(1), Duration.ofNanos(1)).delayMillis(0))
                .isPositive();
        assertThat(new Reconnect(Duration.ofNanos(400_000), Duration.ofSeconds(30)).delayMillis(12))
                .isBetween(800L, 1638L);
        assertThat(new Reconnect(Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE)).delayMillis(1000))
                .isGreaterThan(TimeUnit.DAYS.toMillis(70 * 365));
    }
}
