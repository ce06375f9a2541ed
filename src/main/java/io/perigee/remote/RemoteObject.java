package io.perigee.remote;

import io.perigee.value.LuaConvertible;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An object that lives at the peer and is called by method name. It may be passed back as an argument; the peer then
 * sees its own object. Section 7 of the specification.
 */
public interface RemoteObject extends LuaConvertible {

    /** Calls the peer that the object lives at, with the time-out of the object. */
    Caller caller();

    /** The same object with another time-out for each call of its methods; as {@link Caller#withTimeout}. */
    RemoteObject withTimeout(Duration timeout);

    /** Calls a method; as {@link Caller#call}. */
    LuaValues invoke(String method, @Nullable Object... args);

    /** As {@link Caller#callAsync}. */
    CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args);

    /** The object as an argument of a call; the peer sees its own object. */
    @Override
    default LuaValue toLua() {
        return LuaUserdata.of(this);
    }

    /**
     * Gives an interface whose methods call the methods of the object; as {@link Caller#proxy}, but the name of the
     * interface plays no part. The proxy may be passed as an argument instead of the object.
     *
     * @throws IllegalArgumentException if the type is not an interface that can be mapped; the message names the method
     */
    default <T> T as(Class<T> type) {
        return TypedProxy.create(type, this);
    }
}
