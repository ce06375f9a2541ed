package io.perigee.cli;

import io.perigee.LuaOverMqModule;
import io.perigee.RpcModule;
import io.perigee.RpcOptions;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaScriptException;
import io.perigee.lua.module.socket.SocketModule;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code perigee run}. */
@Command(
        name = "run",
        header = "Runs a Lua program.",
        description = {
            "",
            "The program may do all that the process can. It finds its arguments in arg and ..., all libraries of its"
                    + " dialect, and the modules rpc, by which it calls peers and is called, socket, as LuaSocket has it, and LuaOverMQ"
                    + " (or StockMQ), for ZeroMQ.",
        },
        footer = {
            "  perigee run app.lua",
            "  perigee run --engine lua54 app.lua one two",
            "  perigee run --main terminal.lua",
            "",
            "Exit codes: 0 if it returned, 1 if it failed, 2 usage, 3 without an engine, or what it gave os.exit.",
        })
final class RunCommand extends Subcommand {
    private static final LuaString MAIN = LuaString.of("""
            if type(main) ~= "function" then error("main: " .. type(main) .. " (expected: a global function)", 0) end
            return main()
            """);

    @Mixin
    private LuaEngineOption engine = new LuaEngineOption();

    @Option(
            names = "--main",
            description = "Call its global function main when it has run, as the terminals do that scripts are for.")
    private boolean main;

    @Parameters(index = "0", paramLabel = "SCRIPT", description = "The program.")
    private @Nullable Path script;

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Its arguments.")
    private List<String> arguments = List.of();

    RunCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var exit = new CompletableFuture<Integer>();
        try (LuaHost host = LuaHost.builder()
                .engine(engine.name())
                .module(opened -> new SocketModule("lua"))
                .module(RpcModule.with(RpcOptions.DEFAULT))
                .module(LuaOverMqModule.with(RpcOptions.DEFAULT))
                .module(LuaOverMqModule.asStockMq(RpcOptions.DEFAULT))
                .module(opened -> new ProgramModule(exit))
                .script("perigee", "require 'perigee.program'")
                .open()) {
            var run = run(host, Objects.requireNonNull(script), arguments.toArray(String[]::new));
            CompletableFuture.anyOf(run, exit).get();
            return exit.getNow(ExitCode.OK);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LuaScriptException failure) {
                return failed(failure);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private CompletableFuture<LuaValues> run(LuaHost host, Path program, String... args) throws IOException {
        CompletableFuture<LuaValues> run = host.run(program, args);
        return main ? run.thenCompose(done -> host.run(MAIN, program.toString(), args)) : run;
    }

    /** As the interpreter tells it: the error, and where it came from. */
    private int failed(LuaScriptException failure) {
        console.note(failure.text());
        if (!failure.traceback().isEmpty()) {
            console.err().println("stack traceback:");
            failure.traceback().lines().forEach(line -> console.err().println("\t" + line.strip()));
        }
        return ExitCode.REMOTE_ERROR;
    }
}
