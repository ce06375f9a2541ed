package io.perigee.lua.module;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module that scripts load with {@code require}: a facade in Lua, and what it asks the host for.
 *
 * <p>One instance serves one Lua state. The facade is one chunk or several, which are called one after another with a
 * table of functions, one for each operation; the last returns the module. To a script these functions look as if they
 * blocked; what they do, the host does while other runs go on. Values cross by copy, and what the host keeps for itself
 * goes by numbers that the facade holds.
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

    /**
     * Lua that the calls of peers go through, as source text: it is given the function that was called, the name under
     * which it was, and the arguments, and returns the results. Empty for none, which is the default.
     */
    default String around() {
        return "";
    }

    /** The names that peers call in {@link #around} alone, where no function is behind it. */
    default Set<String> offered() {
        return Set.of();
    }

    /**
     * How methods are called of an object that Lua holds and does not live in it: an operation that is given the object,
     * the method's name and the arguments. Null for objects that the module has nothing to do with, which is the default.
     */
    default @Nullable HostOperation methodsOf(Object object) {
        return null;
    }

    /** Lets go of everything; operations that are due end. Called once, when the state is closed; must not block. */
    @Override
    void close();
}
