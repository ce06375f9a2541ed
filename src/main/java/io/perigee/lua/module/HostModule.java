package io.perigee.lua.module;

import java.util.List;
import java.util.Map;

/**
 * A module that scripts load with {@code require}: a facade in Lua, and what it asks the host for.
 *
 * <p>One instance serves one Lua state. The facade is one chunk or several, which are called one after
 * another with a table of functions, one for each operation; the last returns the module. To a script these functions look as if they blocked; what they do, the host does
 * while other runs go on. Values cross by copy, so that a facade keeps numbers for whatever the host holds.
 */
public interface HostModule extends AutoCloseable {

    /** What {@code require} is given. */
    String name();

    /**
     * The chunks of the facade as Lua source text, which every engine can compile: {@code local host = ... return { … }}.
     * Each is given a second table, in which those before it left what it needs.
     */
    List<String> sources();

    /** The operations by their names, which are identifiers of Lua. The map does not change. */
    Map<String, HostOperation> operations();

    /** Lets go of everything; operations that are due end. Called once, when the state is closed; must not block. */
    @Override
    void close();
}
