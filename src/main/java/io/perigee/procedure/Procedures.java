package io.perigee.procedure;

import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.*;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

public final class Procedures {
    public record Entry(String name, Procedure procedure, boolean nonBlocking) {}

    private final ConcurrentHashMap<LuaString, Entry> map = new ConcurrentHashMap<>();

    public Procedures add(String n, Procedure p) {
        map.put(LuaString.of(n), new Entry(n, p, false));
        return this;
    }

    public Procedures addNonBlocking(String n, Procedure p) {
        map.put(LuaString.of(n), new Entry(n, p, true));
        return this;
    }

    @SuppressWarnings("CollectionIncompatibleType")
    public @Nullable Entry find(NameProbe p) {
        return map.get(p);
    }

    public Reason whyNotCallable(LuaString n) {
        return Reason.NO_SUCH_PROCEDURE;
    }

    public LuaValue eval(LuaString n) {
        return LuaNil.NIL;
    }

    public static @Nullable Entry methodOf(Object o, String m) {
        return null;
    }
}
