package io.perigee.gateway.json.luau;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/** A library as an interface of Java, for {@link io.perigee.remote.Caller#proxy}: what calls an existing daemon. */
public final class JavaInterface {
    /** What every object has: neither methods of ours nor components of records can be called so. */
    private static final Set<String> OF_OBJECT =
            Set.of("clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private static final String REST = "rest";

    private final String packageName;
    private final String name;
    private final Library library;

    /**
     * @param packageName may be empty
     * @throws IllegalArgumentException if one of the names cannot be one in Java
     */
    public JavaInterface(String packageName, String name, Library library) {
        if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: an identifier of Java)");
        }
        if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
            throw new IllegalArgumentException("package: " + packageName + " (expected: a name of Java)");
        }
        this.packageName = packageName;
        this.name = name;
        this.library = library;
    }

    /**
     * Writes {@code NAME.java} into the folder of its package below a folder of sources.
     *
     * @return the file that was written
     */
    public Path writeTo(Path sources) throws IOException {
        Path folder = Files.createDirectories(sources.resolve(packageName.replace('.', '/')));
        return Files.writeString(folder.resolve(name + ".java"), source());
    }

    public String source() {
        var out = new StringBuilder();
        if (!packageName.isEmpty()) {
            out.append("package ").append(packageName).append(";\n\n");
        }
        out.append("/** The procedures of a daemon, for {@link io.perigee.remote.Caller#proxy}. */\n");
        out.append("public interface ").append(name).append(" {\n");
        library.records().forEach((record, fields) -> record(out, record, fields));
        methods(out);
        return out.append("}\n").toString();
    }

    private static void record(StringBuilder out, String record, Map<String, LuauType> fields) {
        var names = new Names(List.of());
        String components = fields.entrySet().stream()
                .map(field -> {
                    String component = names.claim(member(field.getKey()));
                    String key = component.equals(field.getKey())
                            ? ""
                            : "@io.perigee.value.LuaName(" + string(field.getKey()) + ") ";
                    return key + type(field.getValue(), false) + " " + component;
                })
                .collect(Collectors.joining(", "));
        out.append("\n    record ")
                .append(record)
                .append('(')
                .append(components)
                .append(") {}\n");
    }

    /** A method is called as the last part of its procedure, unless that is what others are called, too. */
    private void methods(StringBuilder out) {
        Map<String, Long> sharing = library.functions().stream()
                .collect(Collectors.groupingBy(JavaInterface::lastPart, Collectors.counting()));
        var names = new Names(List.of());
        for (LuauFunction function : library.functions()) {
            String last = lastPart(function);
            method(out, names.claim(sharing.getOrDefault(last, 1L) == 1 ? last : member(function.name())), function);
        }
    }

    private static String lastPart(LuauFunction function) {
        return member(function.name().substring(function.name().lastIndexOf('.') + 1));
    }

    private static void method(StringBuilder out, String method, LuauFunction function) {
        out.append('\n');
        if (!method.equals(function.name())) {
            out.append("    @io.perigee.remote.RpcName(")
                    .append(string(function.name()))
                    .append(")\n");
        }
        var names = new Names(List.of(REST));
        String parameters = function.parameters().stream()
                .map(parameter -> type(parameter.type(), false) + " " + names.claim(identifier(parameter.name())))
                .collect(Collectors.joining(", "));
        LuauType rest = function.rest();
        if (rest != null) {
            parameters += (parameters.isEmpty() ? "" : ", ") + type(rest, false) + "... " + REST;
        }
        out.append("    ")
                .append(result(function.results()))
                .append(' ')
                .append(method)
                .append('(')
                .append(parameters)
                .append(");\n");
    }

    private static String result(@Nullable List<LuauType> results) {
        if (results == null || results.size() > 1) {
            return "io.perigee.value.LuaValues";
        }
        return results.isEmpty() ? "void" : type(results.get(0), false);
    }

    private static String type(LuauType type, boolean boxed) {
        if (type instanceof LuauType.Basic basic) {
            return switch (basic) {
                case NUMBER -> boxed ? "Double" : "double";
                case BOOLEAN -> boxed ? "Boolean" : "boolean";
                case STRING -> "String";
                case ANY -> "Object";
            };
        } else if (type instanceof LuauType.Array array) {
            return "java.util.List<" + type(array.element(), true) + ">";
        } else if (type instanceof LuauType.Dictionary dictionary) {
            return "java.util.Map<" + type(dictionary.key(), true) + ", " + type(dictionary.value(), true) + ">";
        } else if (type instanceof LuauType.Optional optional) {
            return "java.util.Optional<" + type(optional.type(), true) + ">";
        }
        return type instanceof LuauType.Named named ? named.name() : "String";
    }

    private static String identifier(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9_]", "_");
        String begun = SourceVersion.isIdentifier(clean) ? clean : "_" + clean;
        return SourceVersion.isKeyword(begun) ? begun + "_" : begun;
    }

    private static String member(String text) {
        String clean = identifier(text);
        return OF_OBJECT.contains(clean) ? clean + "_" : clean;
    }

    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
