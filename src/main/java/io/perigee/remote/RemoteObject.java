package io.perigee.remote;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An object that lives at the peer and is called by method name. It may be passed back as an argument; the peer then
 * sees its own object. Section 7 of the specification.
 */
public interface RemoteObject {

    /** Calls a method; as {@link Caller#call}. */
    LuaValues invoke(String method, @Nullable Object... args);

    /** As {@link Caller#callAsync}. */
    CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args);

    /** Gives an interface whose methods call the methods of the object. */
    default <T> T as(Class<T> type) {
        return TypedProxy.create(type, this);
    }
}
