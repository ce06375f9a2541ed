/**
 * How values become bytes and back: what every codec offers, and the limits that it keeps, which are those of sections
 * 4.7 and 14.6 of {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.codec;
