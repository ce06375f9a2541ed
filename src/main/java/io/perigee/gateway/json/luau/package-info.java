/**
 * Libraries of Luau that call a registry of procedures, and interfaces of Java that call a daemon: written as source.
 * Section 16.6 of {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway.json.luau;
