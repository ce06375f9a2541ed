package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.peer.OutgoingQueue.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutgoingQueueTest {
    private final OutgoingQueue queue = new OutgoingQueue();

    private static PendingCall node(String name) {
        return new FutureCall(null, name, 0);
    }

    private static List<String> names(Outgoing first) {
        var names = new ArrayList<String>();
        for (var node = first; node != null; node = node.next()) {
            names.add(((PendingCall) node).procedure);
        }
        return names;
    }

    @Test
    void whatWasOfferedFirstComesFirst() {
        assertThat(queue.takeAll()).isNull();
        assertThat(queue.offer(node("a"), 10)).isEqualTo(Offer.FIRST);
        assertThat(queue.offer(node("b"), 10)).isEqualTo(Offer.FOLLOWED);
        assertThat(queue.offer(node("c"), 10)).isEqualTo(Offer.FOLLOWED);
        assertThat(names(queue.takeAll())).containsExactly("a", "b", "c");

        assertThat(queue.offer(node("d"), 10)).isEqualTo(Offer.FIRST);
        assertThat(names(queue.takeAll())).containsExactly("d");
    }

    @Test
    void itHoldsAsManyAsItIsToldTo() {
        for (int i = 0; i < 10; i++) {
            queue.offer(node("n"), 10);
        }
        assertThat(queue.offer(node("one too many"), 10)).isEqualTo(Offer.FULL);
        assertThat(queue.offer(node("an answer is always taken"), Integer.MAX_VALUE))
                .isEqualTo(Offer.FOLLOWED);
        assertThat(names(queue.takeAll())).hasSize(11);
        assertThat(queue.offer(node("room again"), 10)).isEqualTo(Offer.FIRST);
    }

    @Test
    void onceClosedItTakesNothingAndHandsOutWhatIsLeftOnce() {
        queue.offer(node("a"), 10);
        queue.offer(node("b"), 10);
        assertThat(queue.isClosed()).isFalse();
        assertThat(names(queue.close())).containsExactly("a", "b");
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.close()).isNull();
        assertThat(queue.takeAll()).isNull();
        assertThat(queue.offer(node("late"), 10)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void nothingIsLostOrTakenTwiceBetweenManyThreads() {
        int threads = 4;
        int each = 20_000;
        var wakeUps = new AtomicInteger();
        var offered = new AtomicInteger();
        for (int t = 0; t < threads; t++) {
            String name = "thread " + t;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            if (queue.offer(node(name + " " + i), Integer.MAX_VALUE) == Offer.FIRST) {
                                wakeUps.incrementAndGet();
                            }
                            offered.incrementAndGet();
                        }
                    })
                    .start();
        }
        var taken = new ArrayList<String>();
        var batches = new AtomicInteger();
        await().pollInterval(java.time.Duration.ofMillis(1)).until(() -> {
            boolean all = offered.get() == threads * each;
            var first = queue.takeAll();
            if (first != null) {
                batches.incrementAndGet();
                taken.addAll(names(first));
            }
            return all;
        });
        assertThat(taken).hasSize(threads * each).doesNotHaveDuplicates();
        // Whoever found it empty woke the reader: once for each batch that there was.
        assertThat(wakeUps).hasValue(batches.get());
        for (int t = 0; t < threads; t++) {
            String name = "thread " + t + " ";
            assertThat(taken.stream().filter(node -> node.startsWith(name)))
                    .isSortedAccordingTo(
                            java.util.Comparator.comparing(node -> Integer.valueOf(node.substring(name.length()))));
        }
    }
}
