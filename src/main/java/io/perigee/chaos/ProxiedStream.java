package io.perigee.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.perigee.transport.HalfClose;
import io.perigee.transport.Reading;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One direction of a connection: bytes wait here until they are due, and faults come between them. Confined to the event
 * loop that both channels share.
 */
final class ProxiedStream {
    /** Beyond as many bytes the source is not read until fewer than half of them wait. */
    private static final int MOST_WAITING_BYTES = 1 << 20;

    /** With a limit to the bytes of a second, at most the bytes of so small a part of it pass at once. */
    private static final int PARTS_OF_A_SECOND = 20;

    private record Chunk(ByteBuf bytes, long dueNanos) {}

    private final ProxiedConnection connection;
    private final Direction direction;
    private final Reading source;
    private final Channel sink;
    private final StreamFaults faults;
    private final FaultScript script;
    private final SplittableRandom jitter;

    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long forwardedBytes;
    private long lastDueNanos = System.nanoTime();
    private long sinkFreeNanos = lastDueNanos;

    private boolean pumping;
    private boolean timed;
    private boolean stalled;
    private boolean stalledForGood;

    /** Nothing more is forwarded; what still comes is dropped. */
    private boolean over;

    /** And what was forwarded has left. */
    private boolean flushed;

    private boolean sourceEnded;
    private boolean sourceReset;

    ProxiedStream(
            ProxiedConnection connection, Direction direction, Channel source, Channel sink, StreamFaults faults) {
        this.connection = connection;
        this.direction = direction;
        this.source = Reading.of(source);
        this.sink = sink;
        this.faults = faults;
        // Jitter has its own: how many reads there are is chance, and flips are to be the same in every run.
        jitter = new SplittableRandom(faults.seed());
        script = new FaultScript(faults, jitter.split());
    }

    long forwardedBytes() {
        return forwardedBytes;
    }

    /** True if nothing will happen in this direction any more. */
    boolean isSettled() {
        return sourceEnded && (flushed || stalledForGood);
    }

    /** Bytes came; they are copied. */
    void offer(ByteBuf bytes) {
        if (over) {
            return;
        }
        waiting.add(new Chunk(bytes.alloc().buffer(bytes.readableBytes()).writeBytes(bytes), dueNanos()));
        waitingBytes += waiting.getLast().bytes().readableBytes();
        if (waitingBytes > MOST_WAITING_BYTES) {
            source.pause(true);
        }
        pump();
    }

    /** Nothing more will come; the other end learns it in its turn. */
    void sourceEnded(boolean reset) {
        if (!sourceEnded) {
            sourceEnded = true;
            sourceReset = reset;
            lastDueNanos = dueNanos();
            pump();
        }
    }

    private long dueNanos() {
        long latest = faults.jitter().toNanos();
        long delay = faults.latency().toNanos() + (latest == 0 ? 0 : jitter.nextLong(latest + 1));
        lastDueNanos = Math.max(lastDueNanos, System.nanoTime() + delay);
        return lastDueNanos;
    }

    /** Forwards what is due, as far as faults and the sink let it. */
    void pump() {
        // A write may find the sink writable again, which comes here.
        if (!pumping) {
            pumping = true;
            try {
                pumpOn();
            } finally {
                pumping = false;
            }
        }
    }

    private void pumpOn() {
        while (!over && !stalled && !timed) {
            Fault fault = script.takeDue(forwardedBytes);
            if (fault != null) {
                inject(fault);
            } else if (waiting.isEmpty()) {
                if (!sourceEnded || pauseUntil(lastDueNanos)) {
                    return;
                }
                end();
            } else if (!sink.isWritable()
                    || pauseUntil(Math.max(waiting.getFirst().dueNanos(), sinkFreeNanos))) {
                return;
            } else {
                forward();
            }
        }
    }

    /** Comes back at that time; false if it has come already. */
    private boolean pauseUntil(long nanos) {
        long delay = nanos - System.nanoTime();
        if (delay <= 0) {
            return false;
        }
        later(delay);
        return true;
    }

    private void later(long delayNanos) {
        timed = true;
        Runnable again = () -> {
            timed = false;
            pump();
        };
        if (delayNanos == 0) {
            sink.eventLoop().execute(again);
        } else {
            sink.eventLoop().schedule(again, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void forward() {
        Chunk chunk = waiting.getFirst();
        int count = (int)
                Math.min(Math.min(chunk.bytes().readableBytes(), mostAtOnce()), script.bytesUntilNext(forwardedBytes));
        script.flip(chunk.bytes(), count, forwardedBytes, this::tell);
        forwardedBytes += count;
        waitingBytes -= count;
        sink.writeAndFlush(chunk.bytes().readRetainedSlice(count));
        if (!over && !chunk.bytes().isReadable()) {
            waiting.removeFirst().bytes().release();
        }
        if (waitingBytes < MOST_WAITING_BYTES / 2) {
            source.pause(false);
        }
        if (faults.bytesPerSecond() > 0) {
            sinkFreeNanos = Math.max(sinkFreeNanos, System.nanoTime())
                    + count * TimeUnit.SECONDS.toNanos(1) / faults.bytesPerSecond();
        }
        if (faults.sliceBytes() > 0) {
            // The receiver has a chance to see this piece before the next one is there.
            later(0);
        }
    }

    private int mostAtOnce() {
        int slice = faults.sliceBytes() > 0 ? faults.sliceBytes() : Integer.MAX_VALUE;
        long part = faults.bytesPerSecond() > 0
                ? Math.max(1, faults.bytesPerSecond() / PARTS_OF_A_SECOND)
                : Integer.MAX_VALUE;
        return (int) Math.min(slice, part);
    }

    private void inject(Fault fault) {
        tell(fault);
        switch (fault.kind()) {
            case STALL -> stall(fault);
            case HALF_CLOSE -> halfClose();
            case CLOSE -> afterFlush(connection::finish);
            case RESET -> afterFlush(connection::reset);
            case FLIP -> throw new IllegalStateException("flips come with their bytes");
        }
    }

    private void tell(Fault fault) {
        connection.observer().onFault(connection.number(), direction, fault);
    }

    private void stall(Fault fault) {
        stalled = true;
        stalledForGood = fault.lasts().isZero();
        if (!stalledForGood) {
            sink.eventLoop()
                    .schedule(
                            () -> {
                                stalled = false;
                                pump();
                            },
                            fault.lasts().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    /** The source has ended, and all that came from it has been forwarded. */
    private void end() {
        if (sourceReset) {
            afterFlush(connection::reset);
        } else {
            halfClose();
        }
    }

    /** The receiver sees the end of the stream, behind all that was forwarded. */
    void halfClose() {
        afterFlush(() -> HalfClose.shutdownOutput(sink));
    }

    /** What is forwarded already reaches the socket first; nothing follows it. */
    private void afterFlush(Runnable action) {
        abandon();
        sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            flushed = true;
            action.run();
            connection.closeIfSettled();
        });
    }

    /** The sink is gone. */
    void sinkGone() {
        abandon();
        flushed = true;
    }

    /** Forwards nothing more. */
    void abandon() {
        over = true;
        waiting.forEach(chunk -> chunk.bytes().release());
        waiting.clear();
        waitingBytes = 0;
        // What comes is dropped, and the end of the source is seen.
        source.pause(false);
    }
}
