package io.perigee.value;

/** An object that knows its own Lua form; {@link LuaValue#from} asks it. */
public interface LuaConvertible {

    /** The value that stands for this object in Lua. */
    LuaValue toLua();
}
