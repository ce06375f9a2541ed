/**
 * Hosts Lua: the state that a peer's procedures, values and uploaded code live in. Sections 6.1 to 6.4 of {@code
 * protocol-spec.md} say what peers see of it, 9 and 10 what holds their code.
 */
@NullMarked
package io.perigee.lua;

import org.jspecify.annotations.NullMarked;
