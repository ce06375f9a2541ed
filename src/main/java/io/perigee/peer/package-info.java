/**
 * One connection on which both sides call each other: section 5 of {@code protocol-spec.md}.
 *
 * <p>Everything that changes is confined to the connection's event loop; other threads reach it through one queue. That
 * is why there is no lock here, and why a number, a slot or a timer never needs one.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.peer;
