package io.perigee.lua.engine;

import io.perigee.value.LuaString;

/** What a run calls. */
public sealed interface Target {

    /** The function that {@link LuaEngine#load} gave this id. */
    record Function(long id) implements Target {}

    /** The function at a dotted path, as section 6.1 of {@code protocol-spec.md} follows one: raw, through tables alone. */
    record Path(LuaString path) implements Target {}

    /** The function of this id, which is called with the function that another target leads to, and then the arguments. */
    record Through(long function, Target target) implements Target {}
}
