package io.perigee.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.perigee.remote.ServingThread;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all connections of this JVM share, and the one that accepts them; daemon threads, which keep no
 * program alive.
 */
public final class EventLoops {
    private static final int PARTING_MILLIS = 200;

    private static volatile @Nullable EventLoopGroup started;
    private static volatile @Nullable EventLoopGroup startedAcceptor;

    private EventLoops() {}

    /** Made on first use, since most of a command's start-up would be spent here. */
    private static final class Shared {
        static final SocketFactory SOCKETS = SocketFactory.best();
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                Integer.getInteger("perigee.eventLoops", Runtime.getRuntime().availableProcessors()),
                new LoopThreadFactory("perigee-loop"),
                SOCKETS.ioHandlerFactory());

        static {
            started = GROUP;
        }
    }

    /** Made with the first server. */
    private static final class Accepting {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                1, new LoopThreadFactory("perigee-loop-accept"), Shared.SOCKETS.ioHandlerFactory());

        static {
            startedAcceptor = GROUP;
        }
    }

    /**
     * The one thread that accepts connections, and does nothing else: newcomers must not wait behind those that are there,
     * since the system keeps few of them and drops the others, who come back after seconds.
     */
    static EventLoopGroup acceptor() {
        return Accepting.GROUP;
    }

    static EventLoopGroup group() {
        return Shared.GROUP;
    }

    static SocketFactory sockets() {
        return Shared.SOCKETS;
    }

    /**
     * Ends the event loops, if there are any; nothing can be connected any more then. For a program that is about to
     * exit: a JVM that ends while threads are in system calls waits a third of a second for them. The peers must be closed
     * by then, for the loops close what is left without asking whether a thread is writing to it.
     */
    public static void shutDown() {
        var ended = Stream.of(startedAcceptor, started)
                .filter(Objects::nonNull)
                .map(loops -> loops.shutdownGracefully(0, PARTING_MILLIS, TimeUnit.MILLISECONDS))
                .toList();
        ended.forEach(end -> end.awaitUninterruptibly(PARTING_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Runs a task later, on an event loop, unless it is cancelled: it must not block. */
    public static Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return group().schedule(task, delay, unit);
    }

    private static final class LoopThreadFactory extends DefaultThreadFactory {
        LoopThreadFactory(String name) {
            super(name, true);
        }

        @Override
        protected Thread newThread(Runnable task, String name) {
            return new LoopThread(threadGroup, task, name);
        }
    }

    private static final class LoopThread extends FastThreadLocalThread implements ServingThread {
        LoopThread(@Nullable ThreadGroup group, Runnable task, String name) {
            super(group, task, name);
        }
    }
}
