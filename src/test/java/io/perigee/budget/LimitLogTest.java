package io.perigee.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.perigee.observe.Limit;
import io.perigee.testing.Events;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LimitLogTest {
    private final Logger slf4j = mock(Logger.class);
    private final Events events = new Events();
    private final AtomicLong now = new AtomicLong(-5);
    private final LimitLog log = new LimitLog(slf4j, events, now::get);

    @Test
    void aLimitHasOneLineInTenSecondsHoweverOftenItIsReached() {
        for (int i = 0; i < 1_000_000; i++) {
            log.reached(Limit.UNSENT, "there:" + i, "send-limit: much");
        }
        verify(slf4j, times(1)).warn(anyString(), any(), any());
        verifyNoMoreInteractions(slf4j);
        assertThat(events.limits).hasSize(1_000_000);
    }

    @Test
    void theNextLineTellsHowManyHadNone() {
        for (int i = 0; i < 4; i++) {
            log.reached(Limit.RECEIVED, "there:" + i, "receive-limit: much");
        }
        now.addAndGet(LimitLog.INTERVAL_NANOS);
        log.reached(Limit.RECEIVED, "there:9", "receive-limit: more");
        verify(slf4j).warn("{}: {}", "there:0", "receive-limit: much");
        verify(slf4j).warn("{}: {}; {} more since the last such line", "there:9", "receive-limit: more", 3L);
    }

    @Test
    void limitsDoNotSilenceEachOther() {
        for (Limit limit : Limit.values()) {
            log.reached(limit, "there", limit.code());
        }
        for (Limit limit : Limit.values()) {
            verify(slf4j).warn("{}: {}", "there", limit.code());
        }
    }
}
