package io.perigee.value;

/** A value together with the path that led to it. */
record LuaPath(LuaValue value, String path) implements LuaView {}
