/**
 * Calls as length-prefixed JSON, as daemons for Lune speak it: section 16 of {@code protocol-spec.md}.
 *
 * <p>Needs Jackson ({@code com.fasterxml.jackson.core:jackson-core}), which is an optional dependency: whoever uses this
 * package adds it to their own.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway.json;
