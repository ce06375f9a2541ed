package io.perigee.gateway.json.luau;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.SourceVersion;

/** A library as an interface of Java, for {@link io.perigee.remote.Caller#proxy}: what calls an existing daemon. */
public final class JavaInterface {
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
        for (LuauFunction function : library.functions()) {
            method(out, function);
        }
        return out.append("}\n").toString();
    }

    private static void record(StringBuilder out, String record, Map<String, LuauType> fields) {
        String components = fields.entrySet().stream()
                .map(field -> {
                    String component = identifier(field.getKey());
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

    private static void method(StringBuilder out, LuauFunction function) {
        String method = identifier(function.name().substring(function.name().lastIndexOf('.') + 1));
        out.append('\n');
        if (!method.equals(function.name())) {
            out.append("    @io.perigee.remote.RpcName(")
                    .append(string(function.name()))
                    .append(")\n");
        }
        String parameters = IntStream.range(0, function.parameters().size())
                .mapToObj(i -> {
                    var parameter = function.parameters().get(i);
                    return type(parameter.type(), false) + " " + identifier(parameter.name());
                })
                .collect(Collectors.joining(", "));
        LuauType rest = function.rest();
        if (rest != null) {
            parameters += (parameters.isEmpty() ? "" : ", ") + type(rest, false) + "... rest";
        }
        out.append("    ")
                .append(result(function.results()))
                .append(' ')
                .append(method)
                .append('(')
                .append(parameters)
                .append(");\n");
    }

    private static String result(@org.jspecify.annotations.Nullable List<LuauType> results) {
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
        if (!SourceVersion.isIdentifier(clean)) {
            return "_" + clean;
        }
        return SourceVersion.isKeyword(clean) ? clean + "_" : clean;
    }

    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
