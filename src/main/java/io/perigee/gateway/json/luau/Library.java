package io.perigee.gateway.json.luau;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Procedures with their types, wherever they are known from. Immutable. */
public final class Library {
    private final List<LuauFunction> functions;
    private final Map<String, Map<String, LuauType>> records;

    Library(List<LuauFunction> functions, Map<String, Map<String, LuauType>> records) {
        this.functions = List.copyOf(functions);
        this.records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }

    /** In the order in which they are written. */
    List<LuauFunction> functions() {
        return functions;
    }

    /** The tables that types name, by these names: their fields, in order. */
    Map<String, Map<String, LuauType>> records() {
        return records;
    }

    /**
     * The methods of an interface that calls, as {@link io.perigee.remote.Caller#proxy} takes it, or of a class that is
     * called, as {@link io.perigee.procedure.Procedures#addObject} does.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Library ofClass(Class<?> type) {
        return new ClassLibrary(type).read();
    }

    /**
     * Procedures as they are declared in Luau, {@code dot(a: {number}, b: {number}): number}, or nothing but their names.
     *
     * @throws IllegalArgumentException if a text is neither
     */
    public static Library ofSignatures(List<String> signatures) {
        var functions = new ArrayList<LuauFunction>();
        for (String signature : signatures) {
            functions.add(new SignatureReader(signature).read());
        }
        return new Library(functions, Map.of());
    }

    /**
     * The functions of a module of Luau, as far as its text tells: what calls a daemon elsewhere.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Library ofModule(String source) {
        return ModuleReader.read(source);
    }

    /** Both; what the other one has under the same name replaces what is here. */
    public Library with(Library other) {
        var byName = new LinkedHashMap<String, LuauFunction>();
        functions.forEach(function -> byName.put(function.name(), function));
        other.functions.forEach(function -> byName.put(function.name(), function));
        var both = new LinkedHashMap<>(records);
        both.putAll(other.records);
        return new Library(List.copyOf(byName.values()), both);
    }
}
