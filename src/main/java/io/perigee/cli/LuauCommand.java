package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.gateway.json.luau.JavaInterface;
import io.perigee.gateway.json.luau.Library;
import io.perigee.gateway.json.luau.LuauModule;
import io.perigee.procedure.Procedures;
import io.perigee.remote.WellKnown;
import io.perigee.transport.Address;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code perigee luau}. */
@Command(
        name = "luau",
        header = "Writes a library of Luau that calls a peer, or an interface of Java that calls a daemon.",
        description = {
            "",
            "Writes DIR/Modules/NAME/NAME.luau for Lune, whose functions are procedures that are served as"
                    + " length-prefixed JSON. What they are is told by an interface or class of Java, a module, declarations, or"
                    + " else by the peer itself, if it is one of Perigee.",
        },
        footer = {
            "  perigee luau app --target json+tcp://127.0.0.1:8006",
            "  perigee luau broker --target json+tcp://:8006 \\",
            "    --class my.Broker --class-path app.jar",
            "  perigee luau numpy --target json+tcp://:8006 \\",
            "    --procedure 'dot(a: {number}, b: {number}): number'",
            "  perigee luau Numpy --java my.app --procedure 'mean(a: {number}): number'",
            "  perigee luau Numpy --java my.app --module Modules/numpy/numpy.luau",
            "",
            "In Luau:  local broker = require(\"./Modules/broker/broker\")",
        })
final class LuauCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The name of the library, or of the interface.")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Where to write. Default: the current folder.")
    private Path out = Path.of("");

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description =
                    "Where the procedures are served: json+tcp://HOST:PORT, with ?order=little-endian if the lowest"
                            + " byte of a message's length comes first there.")
    private @Nullable RpcTarget target;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "An interface that calls, or a class that is called: its methods, with their types.")
    private @Nullable String className;

    @Option(names = "--class-path", paramLabel = "PATH", description = "Where the class is: jars and folders.")
    private String classPath = "";

    @Option(
            names = "--procedure",
            paramLabel = "DECLARATION",
            description = "As Luau declares it, or only a name; may be given several times.")
    private List<String> declarations = List.of();

    @Option(names = "--module", paramLabel = "FILE", description = "A module of Luau whose functions are meant.")
    private @Nullable Path module;

    @Option(names = "--fixture", description = "The procedures of the test vectors.")
    private boolean fixture;

    @Option(
            names = "--java",
            paramLabel = "PACKAGE",
            description = "Write an interface of Java into this package instead, whose methods call the procedures.")
    private @Nullable String packageName;

    LuauCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        Library library = library();
        List<Path> written = packageName == null
                ? module(library).writeTo(out)
                : List.of(new JavaInterface(packageName, name, library).writeTo(out));
        written.forEach(file -> console.out().println(file));
        return ExitCode.OK;
    }

    private LuauModule module(Library library) {
        if (target instanceof RpcTarget.Json json && json.address() instanceof Address.Tcp server) {
            return new LuauModule(name, library, server, json.dialect());
        }
        throw new IllegalArgumentException("--target: " + (target == null ? "missing" : target)
                + " (expected: json+tcp://HOST:PORT, which is what Lune can reach)");
    }

    private Library library() throws IOException {
        var library = Library.ofSignatures(List.of());
        if (className != null) {
            library = library.with(ofClass(className));
        }
        if (module != null) {
            library = library.with(Library.ofModule(Files.readString(module)));
        }
        if (fixture) {
            Procedures procedures = Fixture.procedures();
            var names = new ArrayList<>(procedures.names());
            names.removeAll(procedures.values().keySet());
            library = library.with(Library.ofSignatures(names));
        }
        library = library.with(Library.ofSignatures(declarations));
        boolean told = className != null || module != null || fixture || !declarations.isEmpty();
        return told ? library : ofPeer();
    }

    private Library ofClass(String type) throws IOException {
        var urls = new ArrayList<URL>();
        for (String part : classPath.split(File.pathSeparator)) {
            if (!part.isEmpty()) {
                urls.add(url(Path.of(part)));
            }
        }
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new))) {
            return Library.ofClass(Class.forName(type, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    "--class: " + type + " (expected: a class on the class path; missing is " + e.getMessage() + ")",
                    e);
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private Library ofPeer() {
        if (target == null) {
            throw new IllegalArgumentException("--target: missing (expected: a peer to ask for its procedures)");
        }
        try (var peer = target.connect(RpcOptions.DEFAULT)) {
            return Library.ofSignatures(List.of(peer.call(WellKnown.NAMES).as(String[].class)));
        }
    }
}
