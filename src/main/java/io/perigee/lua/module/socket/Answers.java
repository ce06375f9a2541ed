package io.perigee.lua.module.socket;

import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Results in the forms that the facade takes. */
final class Answers {
    static final LuaValues OK = LuaValues.of(LuaValue.of(1));

    private Answers() {}

    /** {@code nil, "why"}. */
    static LuaValues failure(String text) {
        return LuaValues.of(LuaNil.NIL, LuaString.of(text));
    }

    static LuaValues number(long number) {
        return LuaValues.of(LuaValue.of(number));
    }

    /** {@code "127.0.0.1", 80, "inet"}, or the failure. */
    static LuaValues address(@Nullable SocketAddress address, String missing) {
        return address instanceof InetSocketAddress inet
                ? LuaValues.of(host(inet), LuaValue.of(inet.getPort()), family(inet))
                : failure(missing);
    }

    static LuaString host(InetSocketAddress address) {
        return LuaString.of(Names.text(address.getAddress()));
    }

    private static LuaString family(InetSocketAddress address) {
        return LuaString.of(address.getAddress() instanceof Inet6Address ? "inet6" : "inet");
    }
}
