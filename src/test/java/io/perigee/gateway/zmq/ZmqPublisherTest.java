package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.codec.CodecException;
import io.perigee.observe.RpcListener;
import io.perigee.testing.Processes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;

@Timeout(60)
class ZmqPublisherTest {

    @Test
    void pythonSubscribes() {
        try (var publisher = ZmqPublisher.bind(ZmqSettings.ANY_PORT, ZmqSettings.client());
                var python = Processes.python(
                        "zmq/subscriber.py", List.of("zmq", "msgpack"), publisher.address(), "quotes", 3)) {
            assertThat(python.line()).isEqualTo("subscribed");
            await().until(() -> {
                publisher.publish("trades", 1);
                publisher.publish("quotes.SBER", Map.of("last", 271.5, "levels", List.of(1, 2)));
                return !python.process().isAlive();
            });
            assertThat(python.finish())
                    .hasSize(3)
                    .allMatch(line -> line.startsWith("quotes.SBER {")
                            && line.contains("'last': 271.5")
                            && line.contains("'levels': {1: 1, 2: 2}"));
        }
    }

    @Test
    void eventsArriveInOrderAfterAPublisherComesBackToo() {
        var events = new CopyOnWriteArrayList<String>();
        var publisher = ZmqPublisher.bind(ZmqSettings.ANY_PORT, ZmqSettings.client());
        String endpoint = publisher.address();
        try (var subscriber = ZmqSubscriber.connect(
                endpoint, List.of("a", "b"), ZmqSettings.client(), (topic, value) -> events.add(topic + value))) {
            ZmqPublisher first = publisher;
            await().until(() -> {
                first.publish("a", 0);
                return events.contains("a0");
            });
            events.clear();
            for (int i = 1; i <= 100; i++) {
                publisher.publish(i % 2 == 0 ? "a" : "b", i);
            }
            await().until(() -> events.contains("a100"));
            assertThat(events.stream().filter(event -> !event.equals("a0")))
                    .hasSize(100)
                    .startsWith("b1", "a2", "b3");
            publisher.close();
            publisher = ZmqPublisher.bind(endpoint, ZmqSettings.client());
            ZmqPublisher second = publisher;
            await().until(() -> {
                second.publish("a", "again");
                return events.contains("aagain");
            });
            assertThat(subscriber).hasToString("subscriber of " + endpoint);
        } finally {
            publisher.close();
        }
    }

    @Test
    void aHandlerThatFailsOrClosesHarmsNobody() {
        var unexpected = new CopyOnWriteArrayList<String>();
        var listener = new RpcListener() {
            @Override
            public void onUnexpected(String peer, String what) {
                unexpected.add(what);
            }
        };
        var events = new CopyOnWriteArrayList<String>();
        var self = new CompletableFuture<ZmqSubscriber>();
        try (var pub = RawSocket.bind(SocketType.PUB, ZmqSettings.ANY_PORT)) {
            var subscriber = ZmqSubscriber.connect(
                    pub.address(), "", new ZmqSettings().listener(listener).build(), (topic, value) -> {
                        events.add(topic);
                        switch (topic) {
                            case "throws" -> throw new IllegalStateException("of the handler");
                            case "closes" -> self.join().close();
                            default -> {}
                        }
                    });
            self.complete(subscriber);
            await().until(() -> {
                pub.send("good".getBytes(UTF_8), new byte[] {1});
                return events.contains("good");
            });
            pub.send("throws".getBytes(UTF_8), new byte[] {1});
            pub.send("one frame".getBytes(UTF_8));
            pub.send("bad".getBytes(UTF_8), new byte[] {(byte) 0xc1});
            pub.send("three".getBytes(UTF_8), new byte[] {1}, new byte[] {1});
            pub.send("closes".getBytes(UTF_8), new byte[] {1});
            await().until(() -> events.contains("closes"));
            assertThat(events).contains("throws").doesNotContain("one frame", "bad", "three");
            assertThat(unexpected)
                    .containsExactly(
                            "event: 1 frames (expected: a topic and a value)",
                            "unknown-tag: c1 (expected: any but c1) at byte 0",
                            "event: 3 frames (expected: a topic and a value)");
            subscriber.close();
        }
    }

    @Test
    void aSubscriptionOfAnyLengthEndsNobodyElses() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var events = new CopyOnWriteArrayList<String>();
        var publisher = ZmqPublisher.bind(ZmqSettings.ANY_PORT, ZmqSettings.client());
        try (var hostile = RawConnection.open(publisher.address(), "SUB")) {
            int length = 100_000;
            hostile.getOutputStream()
                    .write(java.nio.ByteBuffer.allocate(9 + length)
                            .put((byte) 2)
                            .putLong(length)
                            .put((byte) 1)
                            .array());
            var settings = new ZmqSettings().listener(new ConnectionLog(told)).build();
            var subscriber = ZmqSubscriber.connect(publisher.address(), "t", settings, (topic, value) -> {
                events.add(topic);
            });
            await().until(() -> {
                publisher.publish("t", 1);
                return events.size() > 20;
            });
            assertThat(told).containsExactly("connected");
            subscriber.close();
            assertThat(told).containsExactly("connected", "disconnected: closed");
        } finally {
            publisher.close();
        }
    }

    @Test
    void whatHasNoFormIsRefused() {
        var publisher = ZmqPublisher.bind(
                ZmqSettings.ANY_PORT, new ZmqSettings().maxMessage(100).build());
        assertThatThrownBy(() -> publisher.publish("t", "x".repeat(200))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> publisher.publish("t", new Object())).isInstanceOf(IllegalArgumentException.class);
        publisher.close();
        assertThatThrownBy(() -> publisher.publish("t", 1)).hasMessage("publish: closed");
    }
}
