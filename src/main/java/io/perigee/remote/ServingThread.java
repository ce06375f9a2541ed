package io.perigee.remote;

/**
 * Marks threads that others wait for: those of event loops, and those that run Lua states. Whoever waits on one of them
 * for what it serves waits for ever, so blocking calls refuse to.
 */
public interface ServingThread {

    /** True if the current thread must not wait. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof ServingThread;
    }
}
