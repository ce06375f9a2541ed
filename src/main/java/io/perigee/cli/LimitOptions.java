package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.budget.ServerLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the peers of a server may take of it, in the binary protocol and in JSON; each server has it for itself. */
final class LimitOptions {
    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connections at a time; further ones are closed at once. Default: 10000.")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--max-running-calls",
            paramLabel = "N",
            description =
                    "Calls of procedures that may block, at a time, of all peers; further ones wait. Default: 1024.")
    private @Nullable Integer maxRunningCalls;

    @Option(
            names = "--max-payload",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "The largest payload, such as 512k or 16m; what is read is held to an eighth of --max-received as well."
                            + " Default: 16m.")
    private @Nullable Long maxPayload;

    @Option(
            names = "--max-received",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Bytes that were read and not worked off, of all peers; beyond it the greediest are ended. Default:"
                            + " an eighth of the heap.")
    private @Nullable Long maxReceived;

    @Option(
            names = "--max-unsent",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Bytes that peers do not take, of all of them; beyond it those are ended that hold up the most."
                            + " Default: a quarter of the direct memory.")
    private @Nullable Long maxUnsent;

    @Option(
            names = "--frame-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "For a frame, from its first byte to its last; 0 for any time. Default: 10s.")
    private @Nullable Duration frameTimeout;

    @Option(
            names = "--first-frame-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "For the first whole frame of a connection. Default: 0, any time.")
    private @Nullable Duration firstFrameTimeout;

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Of silence, while no call is open. Default: 0, any time.")
    private @Nullable Duration idleTimeout;

    @Option(
            names = "--send-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "For a peer to take something of what waits for it; 0 for any time. Default: 2m.")
    private @Nullable Duration sendTimeout;

    /** Sets what was given. */
    void apply(RpcOptions.Builder options) {
        ServerLimits limits = ServerLimits.DEFAULT;
        if (maxConnections != null) {
            limits = limits.withMaxConnections(maxConnections);
        }
        if (maxRunningCalls != null) {
            limits = limits.withMaxRunningCalls(maxRunningCalls);
        }
        if (maxReceived != null) {
            limits = limits.withMaxReceivedBytes(maxReceived);
        }
        if (maxUnsent != null) {
            limits = limits.withMaxUnsentBytes(maxUnsent);
        }
        if (firstFrameTimeout != null) {
            limits = limits.withFirstFrameTimeout(firstFrameTimeout);
        }
        if (idleTimeout != null) {
            limits = limits.withIdleTimeout(idleTimeout);
        }
        if (sendTimeout != null) {
            limits = limits.withSendTimeout(sendTimeout);
        }
        options.serverLimits(limits);
        if (maxPayload != null) {
            options.maxPayload(payload(maxPayload));
        }
        if (frameTimeout != null) {
            options.frameTimeout(frameTimeout);
        }
    }

    private static int payload(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("--max-payload: " + bytes + " (expected: <= " + Integer.MAX_VALUE + ")");
        }
        return (int) bytes;
    }
}
