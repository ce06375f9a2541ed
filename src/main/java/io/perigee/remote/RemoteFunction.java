package io.perigee.remote;

import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A function that was uploaded to the peer, where it lives as long as the connection: sections 6.3 and 6.4 of {@code
 * protocol-spec.md}. Thread-safe.
 */
public final class RemoteFunction {
    /** Less than what a string can hold, in bytes. */
    private static final int MAX_FRAGMENT = 60_000;

    private final Caller caller;
    private final LuaValue id;

    private RemoteFunction(Caller caller, LuaValue id) {
        this.caller = caller;
        this.id = id;
    }

    /** Uploads code through a caller that stays with one connection: ids mean nothing on another. */
    public static RemoteFunction upload(Caller caller, LuaValue code) {
        return new RemoteFunction(
                caller, caller.call(WellKnown.BUILD_EXEC, sendable(code)).value());
    }

    /** As {@link #upload}, without waiting. */
    public static CompletableFuture<RemoteFunction> uploadAsync(Caller caller, LuaValue code) {
        return Futures.map(
                caller.callAsync(WellKnown.BUILD_EXEC, sendable(code)), id -> new RemoteFunction(caller, id.value()));
    }

    private static LuaValue sendable(LuaValue code) {
        return code instanceof LuaString source && source.length() > MAX_FRAGMENT ? pieces(source) : code;
    }

    private static LuaValue pieces(LuaString source) {
        byte[] bytes = source.toByteArray();
        var fragments = new ArrayList<LuaString>();
        for (int start = 0; start < bytes.length; start += MAX_FRAGMENT) {
            int end = Math.min(bytes.length, start + MAX_FRAGMENT);
            fragments.add(LuaString.wrap(Arrays.copyOfRange(bytes, start, end)));
        }
        return LuaValue.from(fragments);
    }

    /** Runs the function at the peer; as {@link Caller#call}. */
    public LuaValues call(@Nullable Object... args) {
        return caller.call(WellKnown.RUN_EXEC, prepend(id, args));
    }

    /** As {@link Caller#callAsync}. */
    public CompletableFuture<LuaValues> callAsync(@Nullable Object... args) {
        return caller.callAsync(WellKnown.RUN_EXEC, prepend(id, args));
    }

    static @Nullable Object[] prepend(@Nullable Object first, @Nullable Object[] rest) {
        var all = new @Nullable Object[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
