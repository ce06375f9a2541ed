/** The codec of the Lua {@code rpc} module, byte for byte: section 4 of {@code protocol-spec.md}. */
@org.jspecify.annotations.NullMarked
package io.perigee.codec.luatobin;
