/**
 * What peers may call: procedures, the registry that holds them, and the dispatcher that every dialect shares. Section 6
 * of {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.procedure;
