package io.perigee;

import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.transport.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Targets as they are written: {@code SCHEME://HOST:PORT?name=value&…}, or an address alone. */
final class TargetText {
    static final String LUA_RPC = "lua-rpc";
    private static final String EXPECTED = "HOST:PORT, unix:PATH or lua-rpc://HOST:PORT";

    private final String text;
    private final String scheme;
    private final String address;
    private final Map<String, String> options = new LinkedHashMap<>();

    private TargetText(String text) {
        this.text = text;
        int end = text.indexOf("://");
        int query = end < 0 ? -1 : text.indexOf('?', end);
        scheme = end < 0 ? "" : text.substring(0, end);
        address = text.substring(end < 0 ? 0 : end + 3, query < 0 ? text.length() : query);
        if (query >= 0) {
            for (String option : text.substring(query + 1).split("&", -1)) {
                int equals = option.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("target: " + text + " (expected: name=value after ?)");
                }
                options.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
    }

    static RpcTarget parse(String text) {
        var target = new TargetText(text);
        RpcTarget parsed = target.parse();
        if (!target.options.isEmpty()) {
            throw new IllegalArgumentException("target: " + text + ": no such option: "
                    + target.options.keySet().iterator().next());
        }
        return parsed;
    }

    private RpcTarget parse() {
        return switch (scheme) {
            case "", LUA_RPC -> new RpcTarget.LuaRpc(Address.parse(address), codec());
            default -> throw new IllegalArgumentException("target: " + text + " (expected: " + EXPECTED + ")");
        };
    }

    private @Nullable ValueCodec codec() {
        String name = options.remove("codec");
        if (name == null || name.equals(Luatobin.INSTANCE.name())) {
            return name == null ? null : Luatobin.INSTANCE;
        }
        throw new IllegalArgumentException("codec: " + name + " (expected: luatobin)");
    }
}
