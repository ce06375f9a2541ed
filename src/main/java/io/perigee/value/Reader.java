package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** Reads Lua values as one Java type. Immutable; prepared once per type and shared by threads. */
abstract class Reader {
    private final Class<?> target;

    Reader(Class<?> target) {
        this.target = target;
    }

    /** The class of what is read, with type parameters erased. */
    final Class<?> target() {
        return target;
    }

    /** Reads a value that was asked for by itself: nil is an error where the type cannot say nil. */
    final @Nullable Object read(LuaValue value, Walk walk) {
        walk.node();
        if (value instanceof LuaUserdata userdata && target.isInstance(userdata.object())) {
            return userdata.object();
        }
        return convert(value, walk);
    }

    /** Reads a field, element or pair: what is absent is null, or what the type has for it. */
    final @Nullable Object readPart(LuaValue value, Walk walk) {
        return value instanceof LuaNil ? absent(walk) : read(value, walk);
    }

    /** Converts any value, nil too. */
    abstract @Nullable Object convert(LuaValue value, Walk walk);

    /** What stands for a part that is not there. */
    @Nullable
    Object absent(Walk walk) {
        return null;
    }

    /** A reader that is nothing but a function. */
    static Reader of(Class<?> target, Step step) {
        return new Reader(target) {
            @Override
            @Nullable
            Object convert(LuaValue value, Walk walk) {
                return step.convert(value, walk);
            }
        };
    }

    /** A reader that converts nil as it does any other value, and so refuses it or has something for it. */
    static Reader ofNilToo(Class<?> target, Step step) {
        return new Reader(target) {
            @Override
            @Nullable
            Object convert(LuaValue value, Walk walk) {
                return step.convert(value, walk);
            }

            @Override
            @Nullable
            Object absent(Walk walk) {
                return step.convert(LuaNil.NIL, walk);
            }
        };
    }

    @FunctionalInterface
    interface Step {
        @Nullable
        Object convert(LuaValue value, Walk walk);
    }
}
