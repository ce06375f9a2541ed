/**
 * The soak: processes that call each other with a mix of everything for as long as one likes. {@link io.perigee.soak.Soak}
 * is the command, {@link io.perigee.soak.SoakRun} conducts the processes, {@link io.perigee.soak.Load} makes the calls, and
 * {@link io.perigee.soak.Measure} says what must hold.
 */
package io.perigee.soak;
