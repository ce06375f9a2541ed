/**
 * Perigee's entry points: peers, servers and their options, and targets in every dialect. What they speak is specified in
 * {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee;
