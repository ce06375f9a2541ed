package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTimerTest {
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final AtomicInteger fired = new AtomicInteger();
    private final DeadlineTimer timer = new DeadlineTimer(loop, fired::incrementAndGet);

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** All in one task: none fires before the last is watched. */
    private void watchIn(long... millis) {
        loop.submit(() -> {
                    long now = loop.ticker().nanoTime();
                    for (long delay : millis) {
                        timer.watch(now + TimeUnit.MILLISECONDS.toNanos(delay));
                    }
                })
                .syncUninterruptibly();
    }

    @Test
    void laterDeadlinesWaitForTheEarliest() {
        watchIn(10, 20, 30);
        await().until(() -> fired.get() == 1);
        // Who is left asks again.
        watchIn(10);
        await().until(() -> fired.get() == 2);
    }

    @Test
    void anEarlierDeadlineTakesTheTimerOver() {
        watchIn(3_600_000, 10);
        await().until(() -> fired.get() == 1);
    }

    @Test
    void aDeadlineThatHasPassedFiresAtOnce() {
        watchIn(-1000);
        await().until(() -> fired.get() == 1);
    }

    @Test
    void onceStoppedItDoesNotFire() {
        watchIn(50);
        loop.submit(timer::stop).syncUninterruptibly();
        loop.submit(timer::stop).syncUninterruptibly();
        await().during(java.time.Duration.ofMillis(200)).until(() -> fired.get() == 0);
        assertThat(fired).hasValue(0);
    }
}
