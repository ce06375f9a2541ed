package io.perigee.isolation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.value.LuaString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the tables of hostile code, {@code src/test/resources/lua/hostile-cases*.json}: those that a sandbox in this
 * process must hold, too, and those that are for processes of their own.
 *
 * @param code the source, where {@code ⟦text×count⟧} stands for the text so many times
 * @param then code that runs afterwards in another environment, however the first ended, and whose end is the one that is
 *     expected; empty for none
 * @param expect how it may end, several ways with {@code |} between: {@code refused}, it does not compile; {@code error},
 *     it raises one or its results do not cross; {@code budget}; {@code memory}; {@code ok:VALUE}, its first result as
 *     text, of a table {@code table} will do; {@code closed}, the process did not survive it; {@code any}, as
 *     long as it ends
 */
record HostileRow(String name, String code, String then, String expect) {
    private static final Pattern REPEATED = Pattern.compile("⟦(.*?)×(\\d+)⟧", Pattern.DOTALL);

    /** All rows of both tables. */
    static List<HostileRow> all() {
        var cases = new ArrayList<HostileRow>();
        read("/lua/hostile-cases.json", cases);
        read("/lua/hostile-cases-isolated.json", cases);
        return cases;
    }

    private static void read(String resource, List<HostileRow> cases) {
        try (var in = HostileRow.class.getResourceAsStream(resource);
                var json = new JsonFactory().createParser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    continue;
                }
                String name = "";
                String code = "";
                String then = "";
                String expect = "";
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName();
                    String value = json.nextTextValue();
                    switch (field) {
                        case "name" -> name = value;
                        case "code" -> code = value;
                        case "then" -> then = value;
                        case "expect" -> expect = value;
                        default ->
                            throw new IllegalArgumentException(
                                    "field: " + field + " (expected: name, code, then or expect)");
                    }
                }
                cases.add(new HostileRow(name, code, then, expect));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code with what is repeated written out. */
    LuaString source() {
        Matcher matcher = REPEATED.matcher(code);
        return LuaString.of(matcher.replaceAll(
                match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2))))));
    }

    /** Whether it may end as it did: {@code refused}, or how {@link #outcome} calls a step. */
    boolean allows(String outcome) {
        List<String> allowed = Arrays.asList(expect.split("\\|", -1));
        // What is refused for its size may find no memory before that, where others have left theirs behind.
        return allowed.stream().anyMatch(end -> outcome.equals(end) || outcome.startsWith(end + ": "))
                || (outcome.equals("memory") && allowed.contains("error"))
                || allowed.contains("any");
    }

    /** What the table calls an end. */
    static String outcome(Step step) {
        if (step instanceof Step.Done done) {
            return "ok:" + done.results().get(0);
        }
        if (step instanceof Step.Failed failed) {
            if (failed.cause() == Cause.BUDGET) {
                return "budget";
            }
            boolean memory =
                    failed.cause() == Cause.MEMORY || failed.error().toString().contains("not enough memory");
            return memory ? "memory" : failed.cause() == Cause.CLOSED ? "closed" : "error";
        }
        return "operation";
    }

    @Override
    public String toString() {
        return name;
    }
}
