package io.perigee.gateway.json.luau;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A procedure with its types.
 *
 * @param name dotted
 * @param parameters their names become variables of Luau, numbered if they are not distinct
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
        parameters = named(parameters);
        results = results == null ? null : List.copyOf(results);
    }

    /** Each is a variable of its own, and none hides what the function calls: {@link LuauModule#LIBRARY}. */
    private static List<Parameter> named(List<Parameter> parameters) {
        var names = new Names(List.of(LuauModule.LIBRARY));
        return parameters.stream()
                .map(parameter -> new Parameter(names.claim(Luau.identifier(parameter.name())), parameter.type()))
                .toList();
    }

    /** A procedure of which nothing is known but its name. */
    static LuauFunction untyped(String name) {
        return new LuauFunction(name, List.of(), LuauType.Basic.ANY, null);
    }
}
