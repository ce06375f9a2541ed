package io.perigee.value;

/** The values true and false. */
public enum LuaBoolean implements LuaValue {
    FALSE,
    TRUE;

    public static LuaBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public LuaType type() {
        return LuaType.BOOLEAN;
    }

    @Override
    public boolean isTruthy() {
        return this == TRUE;
    }

    @Override
    public String toString() {
        return this == TRUE ? "true" : "false";
    }
}
