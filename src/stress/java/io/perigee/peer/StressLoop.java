package io.perigee.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event loop whose thread is whichever has entered it last, and which runs its tasks when that thread says so. */
final class StressLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final MockTicker clock = Ticker.newMockTicker();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;

    StressLoop() {
        // A call that was made at 0 counts as one whose time nobody has looked at.
        clock.advance(1, TimeUnit.SECONDS);
    }

    void enter() {
        thread = Thread.currentThread();
    }

    /** From now on it is no thread's. */
    void leave() {
        thread = null;
    }

    void pass(long nanos) {
        clock.advance(nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs all timers that are due and all tasks. */
    void work() {
        for (Runnable next = following(); next != null; next = following()) {
            next.run();
        }
    }

    private @Nullable Runnable following() {
        Runnable timer = pollScheduledTask(clock.nanoTime());
        return timer == null ? tasks.poll() : timer;
    }

    @Override
    public Ticker ticker() {
        return clock;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop() {
        return inEventLoop(Thread.currentThread());
    }

    @Override
    public boolean inEventLoop(Thread asked) {
        return asked == thread;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Deprecated
    @Override
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Deprecated
    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
