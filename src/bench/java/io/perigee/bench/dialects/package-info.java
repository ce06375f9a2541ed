/** Measures calls per second in each dialect, beside peers on plain sockets of ZeroMQ. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.dialects;
