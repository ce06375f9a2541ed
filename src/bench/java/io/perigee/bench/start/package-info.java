/** Measures how long the command takes from its start to its end. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.start;
