/**
 * The Lua value model: what Lua can say, kept exactly, with views that make it pleasant in Java.
 *
 * <p>Implements section 4 of {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.value;
