package io.perigee.value;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that passes by reference: a Java object that a peer may call methods of, or the stand-in of an object that
 * lives at the peer. Equal when the objects are one and the same.
 */
public final class LuaUserdata implements LuaValue {
    private final Object object;

    private LuaUserdata(Object object) {
        this.object = Objects.requireNonNull(object, "object");
    }

    /** Marks an object to be handed out by reference instead of by value. */
    public static LuaUserdata of(Object object) {
        return new LuaUserdata(object);
    }

    public Object object() {
        return object;
    }

    @Override
    public LuaType type() {
        return LuaType.USERDATA;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaUserdata userdata && object == userdata.object;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(object);
    }

    @Override
    public String toString() {
        return "userdata: " + object.getClass().getSimpleName();
    }
}
