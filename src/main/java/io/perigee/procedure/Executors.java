package io.perigee.procedure;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/** Where procedures run that may block. */
public final class Executors {
    private Executors() {}

    private static final class Shared {
        static final Executor EXECUTOR = create();
    }

    /** Shared by all peers of this JVM; its threads are daemons. */
    public static Executor shared() {
        return Shared.EXECUTOR;
    }

    private static Executor create() {
        try {
            return (Executor) java.util.concurrent.Executors.class
                    .getMethod("newVirtualThreadPerTaskExecutor")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            // A JVM before 21.
            return java.util.concurrent.Executors.newCachedThreadPool(new DefaultThreadFactory("perigee-call", true));
        }
    }
}
