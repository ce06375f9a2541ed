package io.perigee.gateway.json.luau;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a procedure as Luau declares it, from what is simple in Luau's types. */
final class SignatureReader {
    private static final Pattern SPACE = Pattern.compile("\\s*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern BARE_NAME = Pattern.compile("[^\\s(){}:,?]+");

    private final String text;
    private final Matcher matcher;
    private final boolean lenient;
    private int at;

    SignatureReader(String text) {
        this(text, false);
    }

    private SignatureReader(String text, boolean lenient) {
        this.text = text;
        this.lenient = lenient;
        this.matcher = SPACE.matcher(text);
    }

    /** Takes a name that is no type for one that is declared elsewhere: any type. */
    static SignatureReader lenient(String text) {
        return new SignatureReader(text, true);
    }

    LuauFunction read() {
        String name = take(BARE_NAME);
        if (name == null) {
            throw error("a name");
        }
        if (atEnd()) {
            return LuauFunction.untyped(name);
        }
        expect("(");
        var parameters = new ArrayList<LuauFunction.Parameter>();
        LuauType rest = null;
        while (rest == null && !accept(")")) {
            if (accept("...")) {
                rest = accept(":") ? type() : LuauType.Basic.ANY;
                expect(")");
            } else {
                parameters.add(parameter());
                if (!accept(",")) {
                    expect(")");
                    break;
                }
            }
        }
        List<LuauType> results = accept(":") ? results() : null;
        if (!atEnd()) {
            throw error("the end");
        }
        return new LuauFunction(name, parameters, rest, results);
    }

    private LuauFunction.Parameter parameter() {
        String name = take(NAME);
        if (name == null) {
            throw error("the name of a parameter");
        }
        return new LuauFunction.Parameter(name, accept(":") ? type() : LuauType.Basic.ANY);
    }

    private @Nullable List<LuauType> results() {
        if (accept("...")) {
            type();
            return null;
        }
        if (!accept("(")) {
            return List.of(type());
        }
        var results = new ArrayList<LuauType>();
        while (!accept(")")) {
            results.add(type());
            if (!accept(",")) {
                expect(")");
                break;
            }
        }
        return results;
    }

    private LuauType type() {
        LuauType type = accept("{") ? table() : basic();
        return accept("?") ? new LuauType.Optional(type) : type;
    }

    private LuauType table() {
        LuauType type;
        if (accept("[")) {
            LuauType key = type();
            expect("]");
            expect(":");
            type = new LuauType.Dictionary(key, type());
        } else {
            type = new LuauType.Array(type());
        }
        expect("}");
        return type;
    }

    private LuauType basic() {
        String name = take(NAME);
        for (LuauType.Basic basic : LuauType.Basic.values()) {
            if (basic.name().toLowerCase(Locale.ROOT).equals(name)) {
                return basic;
            }
        }
        if (lenient && name != null) {
            return LuauType.Basic.ANY;
        }
        throw error("number, string, boolean, any, {T}, {[K]: V} or T?");
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw error(token);
        }
    }

    private boolean accept(String token) {
        skipSpace();
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private @Nullable String take(Pattern pattern) {
        skipSpace();
        matcher.usePattern(pattern).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher.group();
    }

    private boolean atEnd() {
        skipSpace();
        return at == text.length();
    }

    private void skipSpace() {
        matcher.usePattern(SPACE).region(at, text.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
        }
    }

    private IllegalArgumentException error(String expected) {
        return new IllegalArgumentException("procedure: " + text + " (expected: " + expected + " at character "
                + (at + 1) + ", as in \"dot(a: {number}, b: {number}): number\")");
    }
}
