/**
 * What an engine that runs Lua looks like from outside: found with {@link java.util.ServiceLoader}, asynchronous, one
 * state with one thread that owns it. Knows no engine.
 */
@NullMarked
package io.perigee.lua.engine;

import org.jspecify.annotations.NullMarked;
