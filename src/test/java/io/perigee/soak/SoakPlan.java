package io.perigee.soak;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How long to soak, and how.
 *
 * @param warmUp before the first sample
 * @param every between two samples
 * @param rest before the first sample and the last, for pools to end the threads that they have no work for
 * @param settles how long what was closed may take to be gone at the other end
 * @param timeout of a call that is to be answered: whether a call was lost, however busy the machine is
 * @param rate calls a second that each process makes at most; 0 for as many as it can
 * @param lua the interpreter of the peer in Lua; empty for none
 * @param sabotage see {@link Sabotage}; empty for none
 */
record SoakPlan(
        Duration warmUp,
        Duration length,
        Duration every,
        Duration rest,
        Duration settles,
        Duration cutEvery,
        Duration timeout,
        int rate,
        long seed,
        String lua,
        String sabotage,
        Path csv) {}
