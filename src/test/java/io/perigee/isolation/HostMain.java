package io.perigee.isolation;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.value.LuaValues;

/** A host whose engine runs for ever; prints the process of the engine and its directory. */
final class HostMain {
    private HostMain() {}

    public static void main(String[] args) throws Exception {
        LuaEngine engine = new IsolatedProvider(new ScriptedEngine.Provider()).open(EngineSettings.SANDBOXED);
        LuaValues found = Driver.results(Driver.run(engine, "surroundings", Budget.NONE));
        System.out.println(found.view(3).asLong());
        System.out.println(found.view(2).asString());
        Driver.run(engine, "spin", Budget.NONE);
        if (args.length > 0 && args[0].equals("exit")) {
            System.exit(0);
        }
        // Until it is killed, or whoever started it is gone.
        System.in.read();
    }
}
