package io.perigee.cli;

import io.perigee.cli.demo.Demo;
import io.perigee.cli.demo.EmbeddedLua;
import io.perigee.cli.demo.Lua;
import io.perigee.cli.demo.LuaInterpreter;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngines;
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
            "  perigee demo --engine lua54",
            "",
            "The Lua peer is an interpreter with LuaSocket if there is one (lua5.1 to lua5.4 or luajit), else the Lua"
                    + " in this program.",
            "Exit codes: 0 if all went as it should, 1 if not, 3 without a Lua.",
        })
final class DemoCommand extends Subcommand {
    private static final String ADVICE = " To get an interpreter: apt install lua5.4 lua-socket (Debian, Ubuntu), or"
            + " luarocks install luasocket";

    @Option(names = "--lua", paramLabel = "PROGRAM", description = "The interpreter. Default: whichever is there.")
    private @Nullable String program;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "The Lua in this program instead: lua51, lua54 or luajit.")
    private @Nullable String engine;

    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Lua lua = find();
        if (lua == null) {
            return ExitCode.UNREACHABLE;
        }
        new Demo(lua, console.out(), console.color()).run();
        return ExitCode.OK;
    }

    private @Nullable Lua find() {
        if (engine != null) {
            return EmbeddedLua.of(LuaEngineOption.known(engine));
        }
        LuaInterpreter found = program == null ? LuaInterpreter.find() : LuaInterpreter.probe(program);
        if (found != null) {
            return found;
        }
        if (program != null) {
            console.note(program + ": no Lua interpreter with LuaSocket here." + ADVICE);
            return null;
        }
        try {
            return EmbeddedLua.of(LuaEngines.DEFAULT);
        } catch (LuaEngineException e) {
            console.note("no Lua interpreter with LuaSocket here, and no engine: " + e.getMessage() + ADVICE);
            return null;
        }
    }
}
