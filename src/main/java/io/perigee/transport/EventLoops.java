package io.perigee.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;

/** The event loops that all connections of this JVM share; daemon threads, which keep no program alive. */
public final class EventLoops {

    private EventLoops() {}

    /** Made on first use, since most of a command's start-up would be spent here. */
    private static final class Shared {
        static final SocketFactory SOCKETS = SocketFactory.best();
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                Integer.getInteger("perigee.eventLoops", Runtime.getRuntime().availableProcessors()),
                new LoopThreadFactory(),
                SOCKETS.ioHandlerFactory());
    }

    static EventLoopGroup group() {
        return Shared.GROUP;
    }

    static SocketFactory sockets() {
        return Shared.SOCKETS;
    }

    /** Runs a task later, on an event loop: it must not block. */
    public static void schedule(Runnable task, long delayMillis) {
        group().schedule(task, delayMillis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /** True on a thread that must never wait: it is the one that others wait for. */
    public static boolean isEventLoop(Thread thread) {
        return thread instanceof LoopThread;
    }

    private static final class LoopThreadFactory extends DefaultThreadFactory {
        LoopThreadFactory() {
            super("perigee-loop", true);
        }

        @Override
        protected Thread newThread(Runnable task, String name) {
            return new LoopThread(threadGroup, task, name);
        }
    }

    private static final class LoopThread extends FastThreadLocalThread {
        LoopThread(@org.jspecify.annotations.Nullable ThreadGroup group, Runnable task, String name) {
            super(group, task, name);
        }
    }
}
