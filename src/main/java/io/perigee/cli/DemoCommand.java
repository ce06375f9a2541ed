package io.perigee.cli;

import io.perigee.cli.demo.Demo;
import io.perigee.cli.demo.LuaInterpreter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perigee demo}. */
@Command(
        name = "demo",
        header = "Shows a Java peer and a real Lua peer that call each other.",
        description = {
            "",
            "Starts both, connects them over a socket and prints what they say: every message, decoded from its bytes,"
                    + " with the time at which it passed.",
        },
        footer = {
            "  perigee demo",
            "  perigee demo --lua luajit",
            "",
            "Needs lua5.1 to lua5.4 or luajit with LuaSocket, on Debian: apt install lua5.4 lua-socket",
            "Exit codes: 0 if all went as it should, 1 if not, 3 without a Lua interpreter.",
        })
final class DemoCommand extends Subcommand {
    @Option(names = "--lua", paramLabel = "PROGRAM", description = "The interpreter. Default: whichever is there.")
    private @Nullable String program;

    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LuaInterpreter lua = program == null ? LuaInterpreter.find() : LuaInterpreter.probe(program);
        if (lua == null) {
            console.note((program == null ? "no Lua interpreter" : program + ": no Lua interpreter")
                    + " with LuaSocket here. To get one: apt install lua5.4 lua-socket (Debian, Ubuntu),"
                    + " or luarocks install luasocket");
            return ExitCode.UNREACHABLE;
        }
        new Demo(lua, console.out(), console.color()).run();
        return ExitCode.OK;
    }
}
