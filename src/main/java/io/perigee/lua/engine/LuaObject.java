package io.perigee.lua.engine;

import io.perigee.remote.Caller;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An object that lives in an engine. While anybody holds it there is one of these for it, whoever asks; Lua keeps the
 * object until nobody does.
 */
public final class LuaObject implements RemoteObject {
    private final ObjectHome home;
    private final long number;

    /** The one that stands for the object; this one, unless another time-out was asked for. */
    private final LuaObject itself;

    private final @Nullable Caller patientCaller;

    /** @param number under which the engine knows it */
    public LuaObject(ObjectHome home, long number) {
        this.home = home;
        this.number = number;
        this.itself = this;
        this.patientCaller = null;
    }

    private LuaObject(LuaObject itself, Caller patientCaller) {
        this.home = itself.home;
        this.number = itself.number;
        this.itself = itself;
        this.patientCaller = patientCaller;
    }

    public ObjectHome home() {
        return home;
    }

    public long number() {
        return number;
    }

    @Override
    public Caller caller() {
        return patientCaller == null ? home.caller() : patientCaller;
    }

    @Override
    public RemoteObject withTimeout(Duration timeout) {
        return new LuaObject(itself, home.caller().withTimeout(timeout));
    }

    @Override
    public LuaValues invoke(String method, @Nullable Object... args) {
        return caller().call(WellKnown.INVOKE, arguments(method, args));
    }

    @Override
    public CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args) {
        return caller().callAsync(WellKnown.INVOKE, arguments(method, args));
    }

    private @Nullable Object[] arguments(String method, @Nullable Object[] args) {
        var all = new @Nullable Object[args.length + 2];
        all[0] = toLua();
        all[1] = method;
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }

    @Override
    public LuaValue toLua() {
        return LuaUserdata.of(itself);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaObject object && object.itself == itself;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(itself);
    }

    @Override
    public String toString() {
        return "object " + number + " of Lua";
    }
}
