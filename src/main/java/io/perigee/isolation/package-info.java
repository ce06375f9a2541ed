/**
 * Engines for code that nobody vouches for: each in a process of its own, which calls and answers over a Unix socket with
 * the frames of the protocol, and is ended by force when it keeps nobody's limits.
 *
 * <p>{@code IsolatedEngine} is the engine; {@code Child} the process that it has at the moment, and the next one when
 * that is gone; {@code ChildPool} starts them ahead of need; {@code ChildMain} is what runs in them.
 */
@NullMarked
package io.perigee.isolation;

import org.jspecify.annotations.NullMarked;
