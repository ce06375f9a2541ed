package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** Conversion of Java objects to Lua values. */
final class FromJava {
    private FromJava() {}

    static LuaValue convert(@Nullable Object object) {
        if (object == null) {
            return LuaNil.NIL;
        }
        if (object instanceof LuaView view) {
            return view.value();
        }
        if (object instanceof Integer || object instanceof Long || object instanceof Short || object instanceof Byte) {
            return LuaInteger.of(((Number) object).longValue());
        }
        if (object instanceof String text) {
            return LuaString.of(text);
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
        throw new ValueException(
                "value: " + object.getClass().getName() + " (expected: a type with a Lua counterpart)");
    }
}
