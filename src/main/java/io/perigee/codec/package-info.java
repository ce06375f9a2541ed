/** How values become bytes and back: what every codec offers, and the limits that it keeps. */
@org.jspecify.annotations.NullMarked
package io.perigee.codec;
