package io.perigee.cli;

import io.perigee.RpcModule;
import io.perigee.RpcOptions;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.lua.module.socket.SocketModule;
import io.perigee.procedure.Procedures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The Lua of a peer that serves, and what others may do with it. */
final class LuaOptions {
    /** Behind the name of an engine that runs in a process of its own. */
    private static final String ISOLATED = "-isolated";

    private static final List<String> OF_UPLOADS =
            List.of("--allow-bytecode", "--isolate", "--exec-timeout", "--exec-instructions", "--exec-memory");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private LuaEngineOption engine = new LuaEngineOption();

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Run a Lua script first, which must return, and offer its global functions and tables.")
    private @Nullable Path script;

    @Option(
            names = "--allow-exec",
            description = "Let peers upload Lua source. All of Lua is a sandbox then, the script too.")
    private boolean upload;

    @Option(
            names = "--allow-bytecode",
            description = "Let them upload functions as bytecode, too: unsafe, since Lua does not verify it.")
    private boolean bytecode;

    @Option(
            names = "--isolate",
            description = "Give each peer a Lua in a process of its own, for peers that nobody vouches for.")
    private boolean isolate;

    @Option(
            names = "--exec-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "How long a run of theirs may take; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = LuaPolicy.SOURCE.deadline();

    @Option(
            names = "--exec-instructions",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "How many instructions of Lua; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private long instructions = LuaPolicy.SOURCE.instructions();

    @Option(
            names = "--exec-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "64m",
            description =
                    "How much memory all of Lua may take, which only --isolate holds against all code; 0 for no limit."
                            + " Default: ${DEFAULT-VALUE}.")
    private long memoryBytes = LuaPolicy.SOURCE.memoryBytes();

    /** Opens what was asked for; null if nothing was. */
    @Nullable
    LuaHost open(Procedures procedures) throws IOException {
        ParseResult given = command.commandLine().getParseResult();
        for (String name : OF_UPLOADS) {
            if (!upload && given.hasMatchedOption(name)) {
                throw new IllegalArgumentException(name + ": alone (expected: with --allow-exec)");
            }
        }
        if (script == null && !upload) {
            return null;
        }
        var options = RpcOptions.builder().procedures(procedures).build();
        var builder = LuaHost.builder()
                .engine(isolate ? engine.name() + ISOLATED : engine.name())
                .statePerPeer(isolate)
                .procedures(procedures)
                .policy(policy());
        if (!upload) {
            // Nobody else's code is there; in a sandbox no script is given any.
            builder.module(opened -> new SocketModule("lua")).module(RpcModule.with(options));
        }
        if (script != null) {
            builder.script(script);
        }
        return builder.open();
    }

    private LuaPolicy policy() {
        if (!upload) {
            return LuaPolicy.OFF;
        }
        return LuaPolicy.SOURCE
                .withBytecode(bytecode)
                .withDeadline(timeout)
                .withInstructions(instructions)
                .withMemoryBytes(memoryBytes);
    }
}
