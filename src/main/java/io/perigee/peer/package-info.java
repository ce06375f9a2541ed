/**
 * One connection on which both sides call each other: section 5 of {@code protocol-spec.md}.
 *
 * <p>Nearly everything that changes is confined to the connection's event loop; other threads reach it through one queue,
 * and a thread that waits for its only call may write that by itself. That is why a number, a slot or a timer never needs
 * a lock; the objects that pass by reference have the only one.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.peer;
