package io.perigee.value;

/** The value nil. In argument and result lists it counts like any other. */
public enum LuaNil implements LuaValue {
    NIL;

    @Override
    public LuaType type() {
        return LuaType.NIL;
    }

    @Override
    public boolean isTruthy() {
        return false;
    }

    @Override
    public String toString() {
        return "nil";
    }
}
