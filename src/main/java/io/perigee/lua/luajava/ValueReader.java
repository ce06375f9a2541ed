package io.perigee.lua.luajava;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.ValueException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes values off a state's stack. */
final class ValueReader {
    private static final int ROOM = 8;
    private static final double MOST_EXACT = 0x1p53;

    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_NODES = 1_000_000;

    /** So many values are copied without a look at them all before. */
    private static final int FEW = 8;

    private final LuaState state;
    private final HostObjects hostObjects;
    private final LuaObjects luaObjects;

    /** Of all values of one read: one string, or one table, may be among them many times. */
    private long bytes;

    private long nodes;

    ValueReader(LuaState state, HostObjects hostObjects, LuaObjects luaObjects) {
        this.state = state;
        this.hostObjects = hostObjects;
        this.luaObjects = luaObjects;
    }

    /**
     * The values from an index to the top.
     *
     * @param what the values are, for messages: {@code result}
     * @throws ValueException if one has no form outside the state; the message names it
     */
    LuaValues read(int from, String what) {
        int count = state.top() - from + 1;
        if (!state.hasRoom(ROOM)) {
            throw new ValueException(what + "s: " + count + " (expected: fewer)");
        }
        bytes = 0;
        nodes = 0;
        if (count > FEW) {
            countStrings(from, what);
        }
        return switch (count) {
            case 0 -> LuaValues.empty();
            case 1 -> LuaValues.of(read(from, what, 1));
            default -> {
                var values = new LuaValue[count];
                for (int i = 0; i < count; i++) {
                    values[i] = read(from + i, what, i + 1);
                }
                yield LuaValues.wrap(values);
            }
        };
    }

    /** One long string may be there many times: what is to be refused is refused before a part of it is copied. */
    private void countStrings(int from, String what) {
        int top = state.top();
        for (int index = from; index <= top; index++) {
            if (state.typeAt(index) == LuaTypes.STRING) {
                count(state.bytesAt(index), what);
            }
        }
        bytes = 0;
    }

    private LuaValue read(int index, String what, int place) {
        int type = state.typeAt(index);
        return switch (type) {
            case LuaTypes.NIL -> LuaNil.NIL;
            case LuaTypes.BOOLEAN -> LuaBoolean.of(state.natives.lua_toboolean(state.pointer, index) != 0);
            case LuaTypes.NUMBER -> number(index);
            case LuaTypes.STRING -> string(index, what);
            case LuaTypes.TABLE -> table(index, what, place);
            default ->
                throw new ValueException(what + "[" + place + "]: " + state.natives.luaL_typename(state.pointer, index)
                        + " (expected: nil, boolean, number, string or table of these)");
        };
    }

    private LuaValue number(int index) {
        if (state.dialect.hasIntegers) {
            return state.natives.luaJ_isinteger(state.pointer, index) != 0
                    ? LuaInteger.of(state.integerAt(index))
                    : LuaDouble.of(state.natives.lua_tonumber(state.pointer, index));
        }
        return number(state.natives.lua_tonumber(state.pointer, index));
    }

    /** A number of a dialect that has doubles alone: an integer if it is one, and exact. */
    static LuaValue number(double value) {
        long integer = (long) value;
        boolean isInteger = integer == value
                && Math.abs(value) <= MOST_EXACT
                && (integer != 0 || Double.doubleToRawLongBits(value) == 0);
        return isInteger ? LuaInteger.of(integer) : LuaDouble.of(value);
    }

    private LuaValue string(int index, String what) {
        ByteBuffer memory = state.bytesAt(index);
        count(memory, what);
        return LuaState.copy(memory);
    }

    /** Looks at how much there is before any of it is copied. */
    private void count(@Nullable ByteBuffer memory, String what) {
        bytes += memory == null ? 0 : memory.remaining();
        if (bytes > MAX_BYTES) {
            throw new ValueException(what + "s: " + bytes + " bytes (expected: <= " + MAX_BYTES + ")");
        }
    }

    private LuaValue table(int index, String what, int place) {
        int top = state.top();
        state.enter(LuaState.ENCODE);
        state.natives.lua_pushvalue(state.pointer, index);
        state.call(1);
        if (state.typeAt(top + 1) == LuaTypes.NUMBER) {
            long number = state.integerAt(top + 1);
            state.pop(1);
            return LuaUserdata.of(number > 0 ? hostObjects.get(number) : luaObjects.get(-number));
        }
        if (state.typeAt(top + 1) != LuaTypes.STRING) {
            String message = what + "[" + place + "]" + state.stringAt(top + 2) + ": " + state.stringAt(top + 3);
            state.pop(state.top() - top);
            throw new ValueException(message);
        }
        try {
            ByteBuffer memory = state.bytesAt(top + 1);
            count(memory, what);
            nodes += state.integerAt(top + 2);
            if (nodes > MAX_NODES) {
                throw new ValueException(what + "s: more than " + MAX_NODES + " values (expected: fewer)");
            }
            return ValueDecoder.decode(memory);
        } finally {
            state.pop(state.top() - top);
        }
    }
}
