package io.perigee.sim;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * An event loop that runs nothing by itself: the schedule says which task or timer is next. What runs {@link #elsewhere}
 * takes itself for another thread, so that what is between threads is part of the simulation.
 */
final class SimLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final Ticker clock;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean elsewhere;

    SimLoop(Ticker clock) {
        this.clock = clock;
    }

    /** Runs the oldest task; false if there is none. */
    boolean runTask() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        try {
            task.run();
        } catch (OutOfMemoryError e) {
            // Every event loop of Netty writes what its tasks throw into the log, and goes on.
            if (!SimAllocator.NO_MEMORY.equals(e.getMessage())) {
                throw e;
            }
        }
        return true;
    }

    /** Runs the timer that is most overdue; false if none is due. */
    boolean runTimer() {
        Runnable timer = pollScheduledTask(clock.nanoTime());
        if (timer == null) {
            return false;
        }
        timer.run();
        return true;
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    boolean hasTimers() {
        return hasScheduledTasks();
    }

    /** How long until the next timer is due; negative if there is none. */
    long untilNextTimer() {
        long deadline = nextScheduledTaskDeadlineNanos();
        return deadline == -1 ? -1 : Math.max(0, deadline - clock.nanoTime());
    }

    /** Runs what another thread would do. */
    void elsewhere(Runnable action) {
        boolean before = elsewhere;
        elsewhere = true;
        try {
            action.run();
        } finally {
            elsewhere = before;
        }
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
        return !elsewhere;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return !elsewhere;
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
