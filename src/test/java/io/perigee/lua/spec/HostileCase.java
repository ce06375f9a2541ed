package io.perigee.lua.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.lua.engine.Step;
import io.perigee.value.LuaString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A row of {@code lua/hostile-cases.json}: code from elsewhere, and how it ends.
 *
 * @param expect one or several of these, with a bar between: {@code budget}, {@code memory}, {@code error},
 *     {@code refused} (it does not load) and {@code ok:VALUE} (it returns, and this is its first result)
 */
public record HostileCase(String name, String code, String expect) {

    public static List<HostileCase> all() {
        var cases = new ArrayList<HostileCase>();
        try (var in = HostileCase.class.getResourceAsStream("/lua/hostile-cases.json");
                JsonParser json = new JsonFactory().createParser(in)) {
            var fields = new HashMap<String, String>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    fields.put(json.currentName(), json.getText());
                } else if (token == JsonToken.END_OBJECT) {
                    cases.add(new HostileCase(fields.get("name"), fields.get("code"), fields.get("expect")));
                    fields.clear();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** The code as bytes: one for each character. */
    public LuaString bytes() {
        return LuaString.wrap(code.getBytes(ISO_8859_1));
    }

    /** The outcomes that are right. */
    public List<String> expected() {
        return List.of(expect.split("\\|"));
    }

    /** How a run ended, in the words of {@link #expect}. */
    public static String outcome(Step step) {
        if (step instanceof Step.Done done) {
            return "ok:" + done.results().get(0);
        }
        if (step instanceof Step.Failed failed) {
            return switch (failed.cause()) {
                case BUDGET -> "budget";
                case MEMORY -> "memory";
                case RAISED, NOT_SERIALIZABLE -> "error";
                default -> failed.toString();
            };
        }
        return step.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
