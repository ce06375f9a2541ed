/** Measures what a connection costs in memory while nothing happens on it. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.idle;
