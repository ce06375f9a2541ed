/** Measures what peers do with Lua: hosted in the JVM, in an isolated process, and in a real interpreter. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.lua;
