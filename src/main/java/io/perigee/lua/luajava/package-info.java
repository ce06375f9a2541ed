/**
 * Real Lua through luajava's native libraries: Lua 5.1, Lua 5.4 and LuaJIT behind one adapter, with a prelude in Lua that
 * drives the runs and holds the sandbox.
 *
 * <p>The only package that knows {@code party.iroiro}. Its providers load none of that before a state is opened.
 */
@NullMarked
package io.perigee.lua.luajava;

import org.jspecify.annotations.NullMarked;
