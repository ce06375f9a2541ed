package io.perigee.remote;

import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A table of the peer, known by its path: its functions are procedures with dotted names. */
record RemoteModule(Caller caller, String path) implements RemoteObject {

    @Override
    public RemoteObject withTimeout(Duration timeout) {
        return new RemoteModule(caller.withTimeout(timeout), path);
    }

    @Override
    public LuaValues invoke(String method, @Nullable Object... args) {
        return caller.call(path + "." + method, args);
    }

    @Override
    public CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args) {
        return caller.callAsync(path + "." + method, args);
    }
}
