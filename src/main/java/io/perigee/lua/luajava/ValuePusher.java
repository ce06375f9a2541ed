package io.perigee.lua.luajava;

import io.perigee.lua.engine.LuaObject;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.ValueException;

/** Puts values onto a state's stack. Tables are new, and filled raw: nothing of Lua's runs meanwhile. */
final class ValuePusher {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 1_000_000;
    private static final int ROOM_FOR_TABLE = 4;
    private static final int MAX_SIZE_HINT = 1 << 16;

    private final LuaState state;
    private final HostObjects hostObjects;
    private final LuaObjects luaObjects;
    private int nodes;

    ValuePusher(LuaState state, HostObjects hostObjects, LuaObjects luaObjects) {
        this.state = state;
        this.hostObjects = hostObjects;
        this.luaObjects = luaObjects;
    }

    /**
     * Pushes all values.
     *
     * @throws ValueException if one has no form in the state; what is on the stack then must be cleared
     */
    void push(LuaValues values) {
        int count = values.size();
        if (!state.hasRoom(count + ROOM_FOR_TABLE)) {
            throw new ValueException("arguments: " + count + " (expected: fewer)");
        }
        nodes = 0;
        for (int i = 0; i < count; i++) {
            push(values.get(i), 0);
        }
    }

    void push(LuaValue value) {
        nodes = 0;
        push(value, 0);
    }

    private void push(LuaValue value, int depth) {
        if (value instanceof LuaString string) {
            state.push(string);
        } else if (value instanceof LuaInteger integer) {
            push(integer);
        } else if (value instanceof LuaNumber number) {
            state.natives.lua_pushnumber(state.pointer, number.doubleValue());
        } else if (value instanceof LuaBoolean bool) {
            state.natives.lua_pushboolean(state.pointer, bool.isTruthy() ? 1 : 0);
        } else if (value == LuaNil.NIL) {
            state.natives.lua_pushnil(state.pointer);
        } else if (value instanceof LuaTable table) {
            pushTable(table, depth + 1);
        } else if (value instanceof LuaUserdata userdata && depth == 0) {
            push(userdata.object());
        } else if (value instanceof LuaFunction function && state.isTrusted) {
            state.enter(LuaState.BYTECODE_VALUE);
            state.push(LuaString.wrap(function.bytecode()));
            state.call(1);
        } else {
            throw new ValueException(value.type() + " (expected: nil, boolean, number, string or table of these)");
        }
    }

    private void push(Object object) {
        if (object instanceof LuaObject own && luaObjects.has(own)) {
            luaObjects.push(own);
        } else {
            hostObjects.push(object);
        }
    }

    private void push(LuaInteger integer) {
        if (state.dialect.hasIntegers) {
            state.natives.lua_pushinteger(state.pointer, integer.longValue());
        } else {
            state.natives.lua_pushnumber(state.pointer, integer.doubleValue());
        }
    }

    private void pushTable(LuaTable table, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ValueException("table: depth " + depth + " (expected: <= " + MAX_DEPTH + ", and no cycle)");
        }
        if (!state.hasRoom(ROOM_FOR_TABLE)) {
            throw new ValueException("table: too deep (expected: fewer values beside it)");
        }
        int elements = table.length();
        state.natives.lua_createtable(
                state.pointer, Math.min(elements, MAX_SIZE_HINT), Math.min(table.size() - elements, MAX_SIZE_HINT));
        int places = table.placeCount();
        for (int place = 0; place < places; place++) {
            LuaValue key = table.keyAt(place);
            if (key == null) {
                continue;
            }
            nodes += 2;
            if (nodes > MAX_NODES) {
                throw new ValueException("values: more than " + MAX_NODES + " (expected: fewer)");
            }
            // A table as a key would be a copy that nobody could look up.
            if (key instanceof LuaTable) {
                throw new ValueException("table key: table (expected: boolean, number or string)");
            }
            push(key, depth);
            push(table.valueAt(place), depth);
            state.natives.lua_rawset(state.pointer, -3);
        }
    }
}
