package io.perigee.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The buffers of Netty that were not released yet, and those that were dropped without being released. With leak
 * detection at {@code paranoid} these are all buffers, so that what is left of them is known at once, and not only when
 * the garbage collector has run.
 */
public final class Buffers {
    /** Where a record says that a buffer is kept on purpose, one for each event loop. */
    private static final String KEPT = "io.perigee.transport.LoopReadBuffer";

    private static final Set<Tracked<?>> OPEN = ConcurrentHashMap.newKeySet();
    private static final ConcurrentLinkedQueue<String> DROPPED = new ConcurrentLinkedQueue<>();

    private Buffers() {}

    /** To be called before the first buffer is made. */
    public static void watch() {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new IllegalStateException("io.netty.leakDetection.level: " + ResourceLeakDetector.getLevel()
                    + " (expected: paranoid, for other levels do not see every buffer)");
        }
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** All that are open now, but those that event loops keep. */
    public static Set<Object> open() {
        return OPEN.stream()
                .filter(tracked -> !tracked.toString().contains(KEPT) && OPEN.contains(tracked))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Takes the reports of Netty so far about buffers that were dropped. */
    public static Set<String> takeDropped() {
        var reports = new LinkedHashSet<String>();
        for (String report = DROPPED.poll(); report != null; report = DROPPED.poll()) {
            reports.add(report);
        }
        return reports;
    }

    /** Collects garbage, and has Netty look for what went with it: it does so when the next buffer is made. */
    public static void collect() {
        System.gc();
        for (int i = 0; i < 64; i++) {
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
    }

    /** No longer counts those that Netty has reported, which takes their records: for the test of this class itself. */
    static void forgetDropped() {
        OPEN.removeIf(tracked -> tracked.toString().equals(Tracked.NAME));
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        @SuppressWarnings("deprecation")
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        public ResourceLeakTracker<T> track(T resource) {
            return tracked(super.track(resource));
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T resource) {
            return tracked(super.trackForcibly(resource));
        }

        private ResourceLeakTracker<T> tracked(ResourceLeakTracker<T> tracker) {
            var tracked = new Tracked<>(tracker);
            OPEN.add(tracked);
            return tracked;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            DROPPED.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            DROPPED.add(resourceType);
        }

        @Override
        protected boolean needReport() {
            return true;
        }
    }

    /** Netty's own, which keeps the buffer by a weak reference. */
    private record Tracked<T>(ResourceLeakTracker<T> tracker) implements ResourceLeakTracker<T> {
        private static final String NAME = "buffer";
        private static final String RELEASED = "released just now";

        @Override
        public void record() {
            tracker.record();
        }

        @Override
        public void record(Object hint) {
            tracker.record(hint);
        }

        @Override
        public synchronized boolean close(T resource) {
            OPEN.remove(this);
            return tracker.close(resource);
        }

        @Override
        public Throwable getCloseStackTraceIfAny() {
            return tracker.getCloseStackTraceIfAny();
        }

        /** Netty cannot tell of one that has been released. */
        @Override
        public synchronized String toString() {
            return OPEN.contains(this) ? NAME + tracker : RELEASED;
        }
    }
}
