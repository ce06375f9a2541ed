package io.perigee.cli;

import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.HostOperation;
import io.perigee.value.LuaValues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a program needs of the process that it runs in: to end it without tearing it down around others. */
final class ProgramModule implements HostModule {
    private final CompletableFuture<Integer> exit;

    /** @param exit completes with the exit code when the program asks to end */
    ProgramModule(CompletableFuture<Integer> exit) {
        this.exit = exit;
    }

    @Override
    public String name() {
        return "perigee.program";
    }

    @Override
    public List<String> sources() {
        return List.of("""
                local host = ...
                function os.exit(code)
                  if code == nil or code == true then code = 0 elseif code == false then code = 1 end
                  io.stdout:flush()
                  io.stderr:flush()
                  host.exit(code)
                end
                io.stdout:setvbuf("line")
                return true
                """);
    }

    @Override
    public Map<String, HostOperation> operations() {
        return Map.of("exit", (arguments, run) -> {
            exit.complete((int) arguments.view("argument", 0).asDouble());
            return new CompletableFuture<LuaValues>();
        });
    }

    @Override
    public void close() {}
}
