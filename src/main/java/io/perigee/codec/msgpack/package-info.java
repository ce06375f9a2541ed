/** The codec of MessagePack: section 14 of {@code protocol-spec.md}. */
@org.jspecify.annotations.NullMarked
package io.perigee.codec.msgpack;
