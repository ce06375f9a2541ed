package io.perigee.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.ByteOutput;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PayloadPageTest {
    private final AtomicReference<PayloadPage> spare = new AtomicReference<>();
    private final ByteOutput out = new ByteOutput(0);
    private PayloadPage current;

    private record Handed(PayloadPage page, int at, String text) {
        String take() {
            var out = new ByteOutput(16);
            page.take(at, out);
            return new String(out.toByteArray(), UTF_8);
        }
    }

    private Handed hand(String text) {
        current = PayloadPage.next(current, spare);
        int at = current.end();
        current.open(out);
        out.writeBytes(text.getBytes(UTF_8));
        PayloadPage page = current.append(out);
        return new Handed(page, at, text);
    }

    @Test
    void aPageWhosePayloadsWereTakenIsFilledAgain() {
        Handed first = hand("first");
        for (int i = 0; i < 10_000; i++) {
            Handed next = hand("payload " + i);
            assertThat(next.take()).isEqualTo(next.text);
            if (i == 0) {
                assertThat(first.take()).isEqualTo("first");
            }
            assertThat(next.page).isSameAs(first.page);
        }
    }

    @Test
    void fewPagesServeManyBursts() {
        var pages = new java.util.HashSet<PayloadPage>();
        for (int burst = 0; burst < 100; burst++) {
            var handed = new ArrayDeque<Handed>();
            for (int i = 0; i < 250; i++) {
                handed.add(hand("payload " + burst + " " + i));
            }
            for (Handed one : handed) {
                pages.add(one.page);
                assertThat(one.take()).isEqualTo(one.text);
            }
        }
        // Every burst fills more than one.
        assertThat(pages).hasSizeLessThan(30);
    }

    @Test
    void aLargePayloadHasAPageOfItsOwn() {
        Handed small = hand("small");
        Handed large = hand("x".repeat(100_000));
        Handed after = hand("after");
        assertThat(large.page).isNotSameAs(small.page);
        assertThat(after.page).isSameAs(small.page);
        assertThat(large.take()).isEqualTo(large.text);
        assertThat(after.take()).isEqualTo("after");
        assertThat(small.take()).isEqualTo("small");
    }

    @Test
    void whatAnotherThreadTakesIsWhatWasHanded() throws InterruptedException {
        var queue = new ConcurrentLinkedQueue<Handed>();
        int count = 200_000;
        var wrong = new AtomicReference<String>();
        var taker = new Thread(() -> {
            for (int taken = 0; taken < count; ) {
                Handed handed = queue.poll();
                if (handed == null) {
                    Thread.onSpinWait();
                } else {
                    taken++;
                    String text = handed.take();
                    if (!text.equals(handed.text)) {
                        wrong.set(text + " for " + handed.text);
                    }
                }
            }
        });
        taker.start();
        for (int i = 0; i < count; i++) {
            queue.add(hand("payload " + i));
        }
        taker.join();
        assertThat(wrong).hasValue(null);
    }
}
