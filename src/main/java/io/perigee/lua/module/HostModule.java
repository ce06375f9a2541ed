package io.perigee.lua.module;

import java.util.Map;

/**
 * A module that scripts load with {@code require}: a facade in Lua, and what it asks the host for.
 *
 * <p>One instance serves one Lua state. The facade is a chunk that is called with a table of functions, one for each
 * operation, and returns the module. To a script these functions look as if they blocked; what they do, the host does
 * while other runs go on. Values cross by copy, so that a facade keeps numbers for whatever the host holds.
 */
public interface HostModule extends AutoCloseable {

    /** What {@code require} is given. */
    String name();

    /** The facade as Lua source text, which every engine can compile: {@code local host = ... return { … }}. */
    String source();

    /** The operations by their names, which are identifiers of Lua. The map does not change. */
    Map<String, HostOperation> operations();

    /** Lets go of everything; operations that are due end. Called once, when the state is closed; must not block. */
    @Override
    void close();
}
