package io.perigee.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Conversion of Java objects to Lua values: scalars at once, everything else on a walk. */
final class FromJava {
    private FromJava() {}

    static LuaValue convert(@Nullable Object object) {
        LuaValue scalar = scalar(object);
        return scalar != null ? scalar : compound(object, () -> "value");
    }

    /** Converts the object at {@code index}, counted from 0, of a list of values. */
    static LuaValue convert(@Nullable Object object, int index) {
        LuaValue scalar = scalar(object);
        return scalar != null ? scalar : compound(object, () -> "value[" + (index + 1) + "]");
    }

    private static LuaValue compound(@Nullable Object object, Supplier<String> root) {
        return Writers.write(object, Walk.fromJava(root));
    }

    /** The value of an object that is a scalar; else null. Final classes come first, since they are told apart fastest. */
    static @Nullable LuaValue scalar(@Nullable Object object) {
        if (object == null) {
            return LuaNil.NIL;
        }
        if (object instanceof String text) {
            return LuaString.of(text);
        }
        if (object instanceof Integer || object instanceof Long || object instanceof Short || object instanceof Byte) {
            return LuaInteger.of(((Number) object).longValue());
        }
        if (object instanceof Boolean bool) {
            return LuaBoolean.of(bool);
        }
        if (object instanceof Double || object instanceof Float) {
            return LuaDouble.of(((Number) object).doubleValue());
        }
        if (object instanceof byte[] bytes) {
            return LuaString.copyOf(bytes);
        }
        return object instanceof LuaView view ? view.value() : null;
    }
}
