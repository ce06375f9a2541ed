/**
 * Values as text: the tagged JSON of the test vectors, which keeps every value exactly, and plain JSON, for peers and for
 * arguments.
 *
 * <p>With {@code io.perigee.gateway.json}, all of the library that needs Jackson ({@code
 * com.fasterxml.jackson.core:jackson-core}), which is an optional dependency: whoever uses these packages adds it to
 * their own.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.codec.json;
