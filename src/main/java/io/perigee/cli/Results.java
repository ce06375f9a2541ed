package io.perigee.cli;

import io.perigee.codec.json.TaggedJson;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.ValueException;

/** Prints what came back. */
final class Results {
    private Results() {}

    static void print(Console console, LuaValues results, boolean json) {
        if (json) {
            console.out().println(TaggedJson.write(results));
            return;
        }
        for (LuaValue result : results.toList()) {
            console.out().println(text(console, result));
        }
    }

    private static String text(Console console, LuaValue result) {
        RowTable rows = RowTable.of(result);
        if (rows != null) {
            return rows.render(console.color());
        }
        try {
            return LuaText.of(result);
        } catch (ValueException e) {
            // Too much as a literal; tagged JSON says once what is there many times.
            return TaggedJson.write(result);
        }
    }
}
