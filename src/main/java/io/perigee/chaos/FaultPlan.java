package io.perigee.chaos;

/** What is to happen to which connection. Asked on event loops, once for each direction of each connection. */
@FunctionalInterface
public interface FaultPlan {

    /** @param connection 1 for the first connection of a proxy, 2 for the next one */
    StreamFaults faults(long connection, Direction direction);
}
