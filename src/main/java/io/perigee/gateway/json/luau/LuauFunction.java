package io.perigee.gateway.json.luau;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A procedure with its types.
 *
 * @param name dotted
 * @param rest the type of further parameters; null if there are none
 * @param results the types of the results; null for any number of anything
 */
record LuauFunction(
        String name,
        List<Parameter> parameters,
        @Nullable LuauType rest,
        @Nullable List<LuauType> results) {

    /** A parameter. */
    record Parameter(String name, LuauType type) {}

    LuauFunction {
        parameters = List.copyOf(parameters);
        results = results == null ? null : List.copyOf(results);
    }

    /** A procedure of which nothing is known but its name. */
    static LuauFunction untyped(String name) {
        return new LuauFunction(name, List.of(), LuauType.Basic.ANY, null);
    }
}
