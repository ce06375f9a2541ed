/**
 * What the gateways of the other dialects have in common: calls on their way in and out, without an envelope. Section 11
 * of {@code protocol-spec.md} compares the dialects.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway;
