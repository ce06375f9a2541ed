package io.perigee.gateway.json.luau;

import io.perigee.gateway.json.JsonDialect;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.transport.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A library as a module of Luau for Lune, which calls a server of length-prefixed JSON: section 16.6 of {@code
 * protocol-spec.md}.
 */
public final class LuauModule {
    /** The variable whose functions call. */
    static final String LIBRARY = "library";

    private static final List<String> PARTS = List.of("daemon.luau", "json.luau");

    private final String name;
    private final Library library;
    private final Address.Tcp server;
    private final JsonDialect dialect;

    /**
     * @param name of the module; an identifier of Luau
     * @param server where the library is served
     * @throws IllegalArgumentException if the name cannot be one, or the names of the procedures are no tree
     */
    public LuauModule(String name, Library library, Address.Tcp server, JsonDialect dialect) {
        if (!Luau.isIdentifier(name) || PARTS.contains(name + ".luau")) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: an identifier of Luau, neither daemon nor json)");
        }
        this.name = name;
        this.library = library;
        this.server = server;
        this.dialect = dialect;
    }

    /**
     * Writes {@code Modules/NAME/NAME.luau} below a folder, and what it requires beside it.
     *
     * @return the files that were written
     */
    public List<Path> writeTo(Path folder) throws IOException {
        Path module = folder.resolve("Modules").resolve(name);
        Files.createDirectories(module);
        var written = new ArrayList<Path>();
        written.add(Files.writeString(module.resolve(name + ".luau"), source()));
        for (String part : PARTS) {
            written.add(Files.write(module.resolve(part), resource(part)));
        }
        return written;
    }

    private static byte[] resource(String part) throws IOException {
        try (InputStream in = LuauModule.class.getResourceAsStream(part)) {
            if (in == null) {
                throw new IllegalStateException(part + ": missing (expected: in the jar of Perigee)");
            }
            return in.readAllBytes();
        }
    }

    /** The text of {@code NAME.luau}. */
    public String source() {
        var out = new StringBuilder();
        out.append("--!strict\n-- The library ").append(name).append(", whose functions are procedures of a daemon.\n");
        out.append("-- Written by `perigee luau`, which writes it anew the next time.\n\n");
        out.append("local daemon = require(\"./daemon\")\n\n");
        library.records().forEach((record, fields) -> {
            out.append("export type ").append(record).append(" = {\n");
            fields.forEach((field, type) -> out.append('\t')
                    .append(Luau.key(field))
                    .append(": ")
                    .append(Luau.type(type))
                    .append(",\n"));
            out.append("}\n\n");
        });
        options(out);
        out.append("return ");
        table(out, tree(), "");
        return out.append('\n').toString();
    }

    private void options(StringBuilder out) {
        out.append("local ").append(LIBRARY).append(" = daemon.library({\n");
        option(out, "host", Luau.string(server.host()));
        option(out, "port", Integer.toString(server.port()));
        option(out, "littleEndian", Boolean.toString(dialect.order() == LengthOrder.LITTLE_ENDIAN));
        option(out, "func", Luau.string(dialect.function()));
        option(out, "values", Luau.string(dialect.values()));
        option(out, "result", Luau.string(dialect.result()));
        option(out, "results", Luau.string(dialect.results()));
        option(out, "error", Luau.string(dialect.error()));
        option(out, "code", Luau.string(dialect.code()));
        option(out, "message", Luau.string(dialect.message()));
        option(out, "data", Luau.string(dialect.data()));
        out.append("})\n\n");
    }

    private static void option(StringBuilder out, String key, String value) {
        out.append('\t').append(key).append(" = ").append(value).append(",\n");
    }

    /** A function, or what is below the first part of its name. */
    private record Node(@Nullable LuauFunction function, Map<String, Node> below) {
        Node(@Nullable LuauFunction function) {
            this(function, new TreeMap<>());
        }
    }

    private Map<String, Node> tree() {
        var root = new Node(null);
        for (LuauFunction function : library.functions()) {
            Node node = root;
            String[] segments = function.name().split("\\.", -1);
            if (Arrays.asList(segments).contains("")) {
                throw new IllegalArgumentException(
                        "procedure: " + function.name() + " (expected: a name without empty parts between its dots)");
            }
            for (int i = 0; i < segments.length - 1; i++) {
                node = node.below().computeIfAbsent(segments[i], segment -> new Node(null));
                check(node.function() == null, function);
            }
            check(node.below().putIfAbsent(segments[segments.length - 1], new Node(function)) == null, function);
        }
        return root.below();
    }

    private static void check(boolean right, LuauFunction function) {
        if (!right) {
            throw new IllegalArgumentException(
                    "procedure: " + function.name() + " (expected: no other of its name, or below or above it)");
        }
    }

    private static void table(StringBuilder out, Map<String, Node> nodes, String indent) {
        out.append("{\n");
        nodes.forEach((key, node) -> {
            out.append(indent).append('\t').append(Luau.key(key)).append(" = ");
            if (node.function() == null) {
                table(out, node.below(), indent + "\t");
            } else {
                function(out, node.function(), indent + "\t");
            }
            out.append(",\n");
        });
        out.append(indent).append('}');
    }

    private static void function(StringBuilder out, LuauFunction function, String indent) {
        List<LuauType> results = function.results();
        String arguments = String.join(
                ", ",
                Stream.of(
                                Stream.of(Luau.string(function.name())),
                                function.parameters().stream().map(LuauFunction.Parameter::name),
                                function.rest() == null ? Stream.<String>empty() : Stream.of("..."))
                        .flatMap(part -> part)
                        .toList());
        String call = LIBRARY + ".call(" + arguments + ")";
        out.append("function(")
                .append(Luau.parameters(function))
                .append("): ")
                .append(Luau.results(results))
                .append('\n')
                .append(indent)
                .append('\t');
        if (results != null && results.isEmpty()) {
            out.append(call);
        } else if (results != null && results.size() == 1) {
            out.append("return (").append(call).append(')');
        } else {
            out.append("return ").append(call);
        }
        out.append('\n').append(indent).append("end");
    }
}
