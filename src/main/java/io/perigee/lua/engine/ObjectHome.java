package io.perigee.lua.engine;

import io.perigee.remote.Caller;
import org.jspecify.annotations.Nullable;

/** The one engine that some {@linkplain LuaObject objects} live in, and by what they are called. Thread-safe. */
public final class ObjectHome {
    private volatile @Nullable Caller caller;

    /** From now on methods are called by this, which knows {@code __rpcinvoke}. */
    public void calledBy(Caller newCaller) {
        caller = newCaller;
    }

    Caller caller() {
        Caller current = caller;
        if (current == null) {
            throw new IllegalStateException("object: nothing calls its engine (expected: a host)");
        }
        return current;
    }
}
