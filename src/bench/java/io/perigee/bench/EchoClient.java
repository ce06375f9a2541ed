package io.perigee.bench;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls: a burst from a thread of the program costs one wake-up and one write. Answers come in the order of the calls. */
final class EchoClient extends EchoHandler implements Contender.Client, Contender.Flight, Runnable {
    private volatile Runnable onAnswer = () -> {};
    private volatile @Nullable Thread waiter;

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
            frames.writeCall(batch(), nextNumber());
            if (!isReading()) {
                flush();
            }
        } else if (frames.hand()) {
            channel().eventLoop().execute(this);
        }
    }

    int nextNumber() {
        return calls++ & 0xff;
    }

    /** Writes what other threads handed over. */
    @Override
    public void run() {
        frames.writeHanded(this);
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
