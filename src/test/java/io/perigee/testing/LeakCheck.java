package io.perigee.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the class after which Netty reports a buffer that was dropped without being released. Registered for all tests.
 *
 * <p>Leaks are found when the garbage collector has run and the next buffer is allocated, so a report may be about the
 * class before.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.gc();
        provokeReport();
        if (!LEAKS.isEmpty()) {
            var report = String.join("\n", LEAKS);
            LEAKS.clear();
            throw new AssertionError("leaked buffers:\n" + report);
        }
    }

    static void provokeReport() {
        for (int i = 0; i < 64; i++) {
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
    }

    /** Takes the reports so far, for the test of this check itself. */
    static String takeReports() {
        var reports = String.join("\n", LEAKS);
        LEAKS.clear();
        return reports;
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Recording<>(resource, samplingInterval);
        }
    }

    private static final class Recording<T> extends ResourceLeakDetector<T> {
        @SuppressWarnings("deprecation")
        Recording(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }

        @Override
        protected boolean needReport() {
            return true;
        }
    }
}
