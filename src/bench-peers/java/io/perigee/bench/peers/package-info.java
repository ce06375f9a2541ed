/**
 * Other ways to make the same calls, each in the simplest fast configuration that its users would have.
 *
 * <p>Compiled with the profile {@code bench-peers} alone: nothing here is fetched by those who build the library or run
 * the benchmark without {@code --peers}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.peers;
