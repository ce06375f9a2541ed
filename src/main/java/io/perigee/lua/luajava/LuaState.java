package io.perigee.lua.luajava;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.value.LuaString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.LuaNatives;

/**
 * One Lua state: its stack, the prelude's functions at the bottom of it, and the one way in, {@code lua_pcall}.
 *
 * <p>For the thread that owns the state alone. An error outside of {@code lua_pcall} would end the JVM, so all that is
 * done outside of it is to push and read what can raise none but that there is no memory, which ends the process.
 */
final class LuaState {
    /** The prelude's functions, by their places on the stack: as entries.lua returns them, behind the flag. */
    static final int FLAG = 1;

    static final int SPAWN = 2;
    static final int SPAWN_PATH = 3;
    static final int RESUME = 4;
    static final int RESUME_WITH_ERROR = 5;
    static final int DROP = 6;
    static final int LOAD = 7;
    static final int DROP_FUNCTION = 8;
    static final int NEW_ENVIRONMENT = 9;
    static final int DROP_ENVIRONMENT = 10;
    static final int REGISTER = 11;
    static final int SET = 12;
    static final int LOOKUP = 13;
    static final int ENCODE = 14;
    static final int STANDIN = 15;
    static final int SWEEP = 16;
    static final int OBJECT = 17;
    static final int DROP_OBJECT = 18;
    static final int BYTECODE_VALUE = 19;

    /** What is above it are arguments and results. */
    static final int LAST = BYTECODE_VALUE;

    /** For what is pushed without asking whether there is room. */
    private static final int ROOM = 20;

    private static final List<String> TRUSTED = List.of(
            "objects.lua",
            "values.lua",
            "limits.lua",
            "runs.lua",
            "coroutines.lua",
            "open.lua",
            "environments.lua",
            "entries.lua");
    private static final List<String> SANDBOXED = List.of(
            "objects.lua",
            "values.lua",
            "limits.lua",
            "runs.lua",
            "coroutines.lua",
            "matcher.lua",
            "patterns.lua",
            "library.lua",
            "open.lua",
            "environments.lua",
            "entries.lua");
    private static final String CHUNK_NAME = "=perigee";

    /** No instance of luajava's own state has this number, and nothing ever looks for it. */
    private static final int NO_INSTANCE = Integer.MAX_VALUE;

    final LuaNatives natives;
    final long pointer;
    final Dialect dialect;

    /** Whether all code in it is its owner's. */
    final boolean isTrusted;

    private final StringPusher strings;

    private LuaState(LuaNatives natives, long pointer, Dialect dialect, boolean isTrusted) {
        this.natives = natives;
        this.pointer = pointer;
        this.dialect = dialect;
        this.isTrusted = isTrusted;
        strings = dialect == Dialect.LUA51 && BytecodeConstant.fitsThisMachine()
                ? new BytecodeConstant(this)
                : new SourceConstant(this);
    }

    /**
     * Opens a state and runs the prelude in it.
     *
     * @throws LuaEngineException if there is no memory, or the prelude fails
     */
    static LuaState open(Dialect dialect, PreludeSettings settings) {
        LuaNatives natives = Natives.of(dialect);
        long pointer = natives.luaL_newstate(NO_INSTANCE);
        if (pointer == 0) {
            throw new LuaEngineException("state: none (expected: memory for a Lua state)");
        }
        var state = new LuaState(natives, pointer, dialect, settings.engine().trusted());
        try {
            natives.luaL_openlibs(pointer);
            state.runPrelude(settings);
            return state;
        } catch (RuntimeException | Error e) {
            natives.lua_close(pointer);
            throw e;
        }
    }

    private void runPrelude(PreludeSettings settings) {
        natives.lua_createtable(pointer, 0, 0);
        settings.pushInto(this);
        int prelude = natives.lua_gettop(pointer);
        for (String file : settings.engine().trusted() ? TRUSTED : SANDBOXED) {
            loadPrelude(file);
            natives.lua_pushvalue(pointer, prelude);
            call(1);
        }
        natives.lua_remove(pointer, prelude);
        if (natives.lua_gettop(pointer) != LAST || !hasRoom(ROOM)) {
            throw new LuaEngineException(
                    "prelude: " + natives.lua_gettop(pointer) + " functions (expected: " + LAST + ", and room)");
        }
    }

    private void loadPrelude(String file) {
        byte[] source = resource(file);
        ByteBuffer buffer = ByteBuffer.allocateDirect(source.length).put(0, source);
        if (natives.luaJ_loadbuffer(pointer, buffer, source.length, CHUNK_NAME) != 0) {
            throw new LuaEngineException(file + ": " + popMessage());
        }
    }

    private static byte[] resource(String file) {
        try (InputStream in = LuaState.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new LuaEngineException(file + ": missing (expected: a resource of the library)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LuaEngineException(file + ": " + e.getMessage(), e);
        }
    }

    /** Sets a field of the table on top. */
    void setField(String name, Object value) {
        natives.luaJ_pushstring(pointer, name);
        if (value instanceof Boolean flag) {
            natives.lua_pushboolean(pointer, flag ? 1 : 0);
        } else if (value instanceof Number number) {
            natives.lua_pushnumber(pointer, number.doubleValue());
        } else {
            natives.luaJ_pushstring(pointer, value.toString());
        }
        natives.lua_rawset(pointer, -3);
    }

    /** Pushes one of the prelude's functions, to be called with what is pushed behind it. */
    void enter(int function) {
        natives.lua_pushvalue(pointer, function);
    }

    /**
     * Calls what was pushed with so many arguments; all its results are on the stack behind {@link #LAST}.
     *
     * @throws LuaEngineException with Lua's message; the stack is as it was before
     */
    void call(int arguments) {
        if (natives.lua_pcall(pointer, arguments, -1, 0) != 0) {
            throw new LuaEngineException(popMessage());
        }
    }

    private String popMessage() {
        String message =
                natives.lua_type(pointer, -1) == LuaTypes.STRING ? stringAt(-1).toString() : "error of Lua";
        natives.lua_settop(pointer, -2);
        return message;
    }

    int top() {
        return natives.lua_gettop(pointer);
    }

    /** Takes away all results. */
    void clear() {
        natives.lua_settop(pointer, LAST);
    }

    void pop(int count) {
        natives.lua_settop(pointer, -count - 1);
    }

    /** True if there is room for so many more values. */
    boolean hasRoom(int values) {
        return natives.lua_checkstack(pointer, values) != 0;
    }

    int typeAt(int index) {
        return natives.lua_type(pointer, index);
    }

    long integerAt(int index) {
        return natives.lua_tointeger(pointer, index);
    }

    /** The string at an index, which must be a string: to ask for a number's would change it. */
    LuaString stringAt(int index) {
        return copy(bytesAt(index));
    }

    /** What {@link #bytesAt} returned, to be kept. */
    static LuaString copy(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return LuaString.wrap(new byte[0]);
        }
        var copy = new byte[bytes.remaining()];
        bytes.get(0, copy);
        return LuaString.wrap(copy);
    }

    /** The very memory of a string of Lua's, for as long as the state holds it. */
    ByteBuffer bytesAt(int index) {
        return (ByteBuffer) natives.luaJ_todirectbuffer(pointer, index);
    }

    /** A number, which the dialects with integers take for a float. */
    void push(long value) {
        natives.lua_pushnumber(pointer, (double) value);
    }

    /** A string of any bytes. */
    void push(LuaString string) {
        strings.push(string);
    }

    /** Plain ASCII without NUL, at any length; nothing else comes through whole. */
    void pushAscii(String ascii) {
        natives.luaJ_pushstring(pointer, ascii);
    }

    void close() {
        natives.lua_close(pointer);
    }
}
