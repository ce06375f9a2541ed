/** Modules that the host offers to Lua: a facade in Lua on operations in Java. */
@NullMarked
package io.perigee.lua.module;

import org.jspecify.annotations.NullMarked;
