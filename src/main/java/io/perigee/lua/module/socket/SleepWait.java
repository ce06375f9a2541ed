package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits for time to pass. */
final class SleepWait extends Wait {
    SleepWait(double seconds, RunContext run) {
        super(new Patience(-1, Math.max(seconds, 0)), run);
    }

    @Override
    List<Socket> sockets() {
        return List.of();
    }

    @Override
    @Nullable
    LuaValues attempt() {
        return null;
    }

    @Override
    LuaValues expired() {
        return LuaValues.empty();
    }
}
