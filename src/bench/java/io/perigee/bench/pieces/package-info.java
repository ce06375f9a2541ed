/** Measures calls to a peer that sends header and payload in two writes, with Nagle's algorithm on. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.pieces;
