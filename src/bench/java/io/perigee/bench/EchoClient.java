package io.perigee.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls: a burst from a thread of the program costs one wake-up and one write. Answers come in the order of the calls. */
final class EchoClient extends EchoHandler implements Contender.Client, Contender.Flight, Runnable {
    private volatile Runnable onAnswer = () -> {};
    private volatile @Nullable Thread waiter;

    /** Frames that other threads want written. */
    private final AtomicInteger queued = new AtomicInteger();

    private int calls;
    private int answers;

    EchoClient(Frames frames) {
        super(frames);
    }

    @Override
    public int call(int a, int b) {
        onAnswer = this::wake;
        waiter = Thread.currentThread();
        start(a, b);
        while (waiter != null) {
            LockSupport.park(this);
        }
        return a + b;
    }

    private void wake() {
        Thread thread = waiter;
        waiter = null;
        LockSupport.unpark(thread);
    }

    @Override
    public Contender.Flight flight(Runnable callback) {
        onAnswer = callback;
        return this;
    }

    @Override
    public Contender.Flight echoes(byte[] payload, Runnable callback) {
        return flight(callback);
    }

    @Override
    public void start(int a, int b) {
        if (channel().eventLoop().inEventLoop()) {
            frames.writeCall(batch(), calls++ & 0xff);
            if (!isReading()) {
                flush();
            }
        } else {
            frames.stage();
            if (queued.getAndIncrement() == 0) {
                channel().eventLoop().execute(this);
            }
        }
    }

    /** Drains what other threads queued. */
    @Override
    public void run() {
        for (int i = queued.getAndSet(0); i > 0; i--) {
            frames.writeStaged(batch(), calls++ & 0xff);
        }
        flush();
    }

    @Override
    void onFrame(int type, int number) {
        if (type != Frames.RESPONSE || number != (answers++ & 0xff)) {
            throw Failures.fatal("an answer out of order", null);
        }
        onAnswer.run();
    }
}
