/** Hosts Lua: the state that a peer's procedures, values and uploaded code live in. */
@NullMarked
package io.perigee.lua;

import org.jspecify.annotations.NullMarked;
