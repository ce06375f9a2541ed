package io.perigee.isolation;

/** The processes that are kept ahead of need, which belong to no test. */
public final class WarmProcesses {
    private WarmProcesses() {}

    /** Ends those that nobody has taken; does not wait. */
    public static void end() {
        ChildPool.SHARED.clear();
    }
}
