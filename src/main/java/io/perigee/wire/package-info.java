/** Frames: their header, how they are cut out of the stream, and the messages in them. Section 3 of the specification. */
@org.jspecify.annotations.NullMarked
package io.perigee.wire;
