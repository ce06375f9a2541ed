package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An operation that may have to wait for sockets. All but {@link #done} is guarded by the loop. */
abstract class Wait {
    final CompletableFuture<LuaValues> done = new CompletableFuture<>();
    final Patience patience;
    final RunContext run;
    long beginNanos;
    long deadlineNanos;

    Wait(Patience patience, RunContext run) {
        this.patience = patience;
        this.run = run;
    }

    /** What it waits for to change. */
    abstract List<? extends Socket> sockets();

    /** Does it as far as that goes now: the results, or null if it has to wait. */
    abstract @Nullable LuaValues attempt() throws IOException;

    /** Its results when time is up. */
    abstract LuaValues expired();

    /** Its results after a failure. */
    LuaValues failed(String text) {
        return Answers.failure(text);
    }
}
