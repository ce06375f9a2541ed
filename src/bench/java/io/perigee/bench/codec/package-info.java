/** Measures luatobin against msgpack, and against code written by hand for the very values, with JMH. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.codec;
