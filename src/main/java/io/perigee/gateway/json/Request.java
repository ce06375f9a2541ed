package io.perigee.gateway.json;

import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;

/** What a request asks for. */
record Request(LuaString function, LuaValues values) {}
