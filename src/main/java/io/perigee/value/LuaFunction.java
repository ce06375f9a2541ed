package io.perigee.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A Lua function in the form in which it travels: the bytecode of Lua 5.1. Equal when the bytes are equal. */
public final class LuaFunction implements LuaValue {
    private final byte[] bytecode;

    private LuaFunction(byte[] bytecode) {
        this.bytecode = bytecode;
    }

    public static LuaFunction ofBytecode(byte[] bytecode) {
        return new LuaFunction(bytecode.clone());
    }

    @Override
    public LuaType type() {
        return LuaType.FUNCTION;
    }

    /** A copy of the bytecode. */
    public byte[] bytecode() {
        return bytecode.clone();
    }

    /** The length of the bytecode in bytes. */
    public int length() {
        return bytecode.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaFunction function && Arrays.equals(bytecode, function.bytecode);
    }

    @Override
    public int hashCode() {
        return Hashing.bytes(bytecode, 0, bytecode.length);
    }

    @Override
    public String toString() {
        return "function: " + bytecode.length + " bytes of bytecode";
    }
}
