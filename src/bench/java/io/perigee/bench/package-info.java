/**
 * Measures the library against other ways to do the same, client and server in two JVMs over loopback.
 *
 * <p>{@link io.perigee.bench.Bench} starts the JVMs and prints the table; {@link io.perigee.bench.Contender} is what to
 * implement to be measured.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.bench;
