package io.perigee.cli.demo;

import java.io.IOException;
import java.nio.file.Path;

/** A Lua that can play its half of the demonstration. */
public interface Lua {

    /** As it calls itself. */
    String version();

    /** Where it comes from, for the reader: the name of a program, say. */
    String origin();

    /** Starts a script that connects to this address. */
    LuaHalf start(Path script, String host, int port) throws IOException;
}
