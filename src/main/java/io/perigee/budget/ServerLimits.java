package io.perigee.budget;

import io.netty.util.internal.PlatformDependent;
import java.time.Duration;

/**
 * What all connections of one server may take together, and how long each may keep it waiting. Immutable.
 *
 * <p>Each limit that is reached is told to {@link io.perigee.observe.RpcListener#onLimit} and to the log, where a limit
 * has one line in ten seconds, however often it is reached. What is said of frames holds for messages of JSON.
 *
 * @param maxConnections connections at a time: 10,000. One more is closed as soon as it is accepted ({@code
 *     connection-limit}); those that are there stay
 * @param maxReceivedBytes bytes on the heap that were read and not worked off: an eighth of the heap. Half of it is for
 *     frames that are not complete and calls that wait: when that is used, the connections end that hold most bytes for
 *     the longest time, until a quarter is free ({@code receive-limit}); what two reads bring hardly counts. The other half is for arguments of calls that
 *     run: when that is used, further calls wait ({@code call-limit}). One frame may have an eighth of the whole, and a
 *     larger one ends its connection as soon as its header is there ({@code size-limit})
 * @param maxUnsentBytes bytes, outside the heap as a rule, that peers do not take: a quarter of the direct memory of the
 *     JVM. The less is left of it, the less may wait for one peer before its calls do: a 64th of the rest. When
 *     all of it is used, the connections end for which most bytes have waited longest, until a quarter is free ({@code
 *     send-limit})
 * @param maxRunningCalls calls of all peers that run at once, of procedures that may block: 1,024. Further ones wait
 *     ({@code call-limit}), and long before, those of a connection on which as many run as half of what is left, or as
 *     its equal part. Those of non-blocking procedures do not count, and wait only behind one of their connection that
 *     does. Calls that run on after the end of their connection count
 * @param firstFrameTimeout how long a connection may take to its first whole frame ({@code first-frame-timeout}). Zero,
 *     the default, sets no limit: many peers connect only to be called
 * @param idleTimeout how long a connection may be silent on which no call is open in either direction ({@code
 *     idle-timeout}); zero, the default, for ever
 * @param sendTimeout how long a peer may take nothing of what waits for it ({@code send-timeout}): 2 minutes; zero for
 *     ever
 */
public record ServerLimits(
        int maxConnections,
        long maxReceivedBytes,
        long maxUnsentBytes,
        int maxRunningCalls,
        Duration firstFrameTimeout,
        Duration idleTimeout,
        Duration sendTimeout) {
    private static final int HEAP_PART = 8;
    private static final int DIRECT_PART = 4;
    private static final int FRAME_PART = 8;

    /** All defaults, of which two depend on the memory of this JVM. */
    public static final ServerLimits DEFAULT = new ServerLimits(
            10_000,
            Runtime.getRuntime().maxMemory() / HEAP_PART,
            Math.max(1, PlatformDependent.maxDirectMemory() / DIRECT_PART),
            1_024,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(2));

    public ServerLimits {
        positive("maxConnections", maxConnections);
        positive("maxReceivedBytes", maxReceivedBytes);
        positive("maxUnsentBytes", maxUnsentBytes);
        positive("maxRunningCalls", maxRunningCalls);
        notNegative("firstFrameTimeout", firstFrameTimeout);
        notNegative("idleTimeout", idleTimeout);
        notNegative("sendTimeout", sendTimeout);
    }

    /** Of what was read and does not run yet, and of the arguments of what runs: so much each. */
    long maxHeldBytes() {
        return Math.max(1, maxReceivedBytes / 2);
    }

    /** The largest frame that may come in bytes, however large the options let it be. */
    int maxFrameBytes() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, maxReceivedBytes / FRAME_PART));
    }

    public ServerLimits withMaxConnections(int connections) {
        return new ServerLimits(
                connections,
                maxReceivedBytes,
                maxUnsentBytes,
                maxRunningCalls,
                firstFrameTimeout,
                idleTimeout,
                sendTimeout);
    }

    public ServerLimits withMaxReceivedBytes(long bytes) {
        return new ServerLimits(
                maxConnections, bytes, maxUnsentBytes, maxRunningCalls, firstFrameTimeout, idleTimeout, sendTimeout);
    }

    public ServerLimits withMaxUnsentBytes(long bytes) {
        return new ServerLimits(
                maxConnections, maxReceivedBytes, bytes, maxRunningCalls, firstFrameTimeout, idleTimeout, sendTimeout);
    }

    public ServerLimits withMaxRunningCalls(int calls) {
        return new ServerLimits(
                maxConnections, maxReceivedBytes, maxUnsentBytes, calls, firstFrameTimeout, idleTimeout, sendTimeout);
    }

    public ServerLimits withFirstFrameTimeout(Duration time) {
        return new ServerLimits(
                maxConnections, maxReceivedBytes, maxUnsentBytes, maxRunningCalls, time, idleTimeout, sendTimeout);
    }

    public ServerLimits withIdleTimeout(Duration time) {
        return new ServerLimits(
                maxConnections,
                maxReceivedBytes,
                maxUnsentBytes,
                maxRunningCalls,
                firstFrameTimeout,
                time,
                sendTimeout);
    }

    public ServerLimits withSendTimeout(Duration time) {
        return new ServerLimits(
                maxConnections,
                maxReceivedBytes,
                maxUnsentBytes,
                maxRunningCalls,
                firstFrameTimeout,
                idleTimeout,
                time);
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
        }
    }
}
