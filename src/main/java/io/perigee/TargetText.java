package io.perigee;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.EmptyTable;
import io.perigee.gateway.json.JsonDialect;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.transport.Address;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Targets as they are written: {@code SCHEME://HOST:PORT?name=value&…}, or an address alone. */
final class TargetText {
    private static final Pattern FORM =
            Pattern.compile("(lua-rpc|lua-rpc\\+unix|zmq\\+tcp|json\\+tcp|json\\+unix):(.*?)(?:\\?(.*))?");
    private static final String EXPECTED =
            "HOST:PORT, unix:PATH, lua-rpc://HOST:PORT, lua-rpc+unix:PATH, zmq+tcp://HOST:PORT, json+tcp://HOST:PORT"
                    + " or json+unix:PATH";

    private final String text;
    private final Map<String, String> options = new LinkedHashMap<>();

    private TargetText(String text) {
        this.text = text;
    }

    static RpcTarget parse(String text) {
        return new TargetText(text).parse();
    }

    private RpcTarget parse() {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            if (text.contains("://")) {
                throw new IllegalArgumentException("target: " + text + " (expected: " + EXPECTED + ")");
            }
            return new RpcTarget.LuaRpc(Address.parse(text), null);
        }
        readOptions(form.group(3));
        RpcTarget target = target(form.group(1), form.group(2));
        if (!options.isEmpty()) {
            String unknown = options.keySet().iterator().next();
            throw new IllegalArgumentException("target: " + text + ": no option of " + form.group(1) + ": " + unknown);
        }
        return target;
    }

    private void readOptions(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("target: " + text + ": " + option + " (expected: NAME=VALUE)");
            }
            String name = option.substring(0, equals);
            if (options.put(name, decoded(option.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("target: " + text + ": " + name + " twice (expected: once)");
            }
        }
    }

    private String decoded(String value) {
        try {
            return URLDecoder.decode(value, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("target: " + text + ": " + value + " (expected: %XX for a byte)", e);
        }
    }

    private RpcTarget target(String scheme, String rest) {
        return switch (scheme) {
            case "lua-rpc+unix" -> new RpcTarget.LuaRpc(Address.parse("unix:" + rest), codec());
            case "json+unix" -> new RpcTarget.Json(Address.parse("unix:" + rest), dialect());
            case "json+tcp" -> new RpcTarget.Json(Address.parse(withPort(hostAndPort(rest))), dialect());
            case "zmq+tcp" ->
                new RpcTarget.Zmq(
                        "tcp://" + withPort(hostAndPort(rest)), choice("peer", PeerKind.class, PeerKind.LUA_OVER_MQ));
            default -> new RpcTarget.LuaRpc(Address.parse(hostAndPort(rest)), codec());
        };
    }

    private String hostAndPort(String rest) {
        if (!rest.startsWith("//") || rest.length() == 2) {
            throw new IllegalArgumentException("target: " + text + " (expected: " + EXPECTED + ")");
        }
        return rest.substring(2);
    }

    /** These dialects have no port of their own that could be left out. */
    private String withPort(String address) {
        int behindHost = address.indexOf(']') + 1;
        int colon = address.indexOf(':', behindHost);
        // One colon, or it is an IPv6 address without brackets, whose last group is no port.
        boolean digits = Character.isDigit(address.charAt(address.length() - 1));
        if (colon < 0 || colon != address.lastIndexOf(':') || !digits) {
            throw new IllegalArgumentException("target: " + text + ": no port (expected: HOST:PORT)");
        }
        return address.startsWith(":") ? Address.DEFAULT_HOST + address : address;
    }

    private @Nullable ValueCodec codec() {
        String name = options.remove("codec");
        if (name == null) {
            return null;
        }
        for (ValueCodec codec : RpcOptions.CODECS) {
            if (codec.name().equals(name)) {
                return codec;
            }
        }
        throw new IllegalArgumentException("target: " + text + ": codec=" + name + " (expected: luatobin, msgpack)");
    }

    private JsonDialect dialect() {
        Map<String, String> names = names(JsonDialect.DEFAULT);
        names.replaceAll((option, name) -> Objects.requireNonNullElse(options.remove(option), name));
        return JsonDialect.DEFAULT
                .withOrder(choice("order", LengthOrder.class, JsonDialect.DEFAULT.order()))
                .withEmptyTable(choice("empty", EmptyTable.class, JsonDialect.DEFAULT.emptyTable()))
                .withRequest(name(names, "func"), name(names, "values"))
                .withResponse(name(names, "result"), name(names, "results"), name(names, "error"))
                .withError(name(names, "code"), name(names, "message"), name(names, "data"));
    }

    private static String name(Map<String, String> names, String option) {
        return Objects.requireNonNull(names.get(option));
    }

    /** The names of a dialect, by the options that set them, which are what the names are by default. */
    private static Map<String, String> names(JsonDialect dialect) {
        var names = new LinkedHashMap<String, String>();
        names.put("func", dialect.function());
        names.put("values", dialect.values());
        names.put("result", dialect.result());
        names.put("results", dialect.results());
        names.put("error", dialect.error());
        names.put("code", dialect.code());
        names.put("message", dialect.message());
        names.put("data", dialect.data());
        return names;
    }

    private <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String value = options.remove(name);
        if (value == null) {
            return otherwise;
        }
        var names = new StringJoiner(", ");
        for (E each : type.getEnumConstants()) {
            if (written(each).equals(value)) {
                return each;
            }
            names.add(written(each));
        }
        throw new IllegalArgumentException(
                "target: " + text + ": " + name + "=" + value + " (expected: " + names + ")");
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(RpcTarget.LuaRpc target) {
        ValueCodec codec = target.codec();
        if (codec == null) {
            return target.address().toString();
        }
        return (target.address() instanceof Address.Unix ? "lua-rpc+" : "lua-rpc://") + target.address() + "?codec="
                + codec.name();
    }

    static String of(RpcTarget.Zmq target) {
        return "zmq+" + target.endpoint()
                + (target.peer() == PeerKind.LUA_OVER_MQ ? "" : "?peer=" + written(target.peer()));
    }

    static String of(RpcTarget.Json target) {
        var dialect = target.dialect();
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (dialect.order() != JsonDialect.DEFAULT.order()) {
            query.add("order=" + written(dialect.order()));
        }
        if (dialect.emptyTable() != JsonDialect.DEFAULT.emptyTable()) {
            query.add("empty=" + written(dialect.emptyTable()));
        }
        Map<String, String> plain = names(JsonDialect.DEFAULT);
        names(dialect).forEach((option, name) -> {
            if (!name.equals(plain.get(option))) {
                query.add(option + "=" + URLEncoder.encode(name, UTF_8));
            }
        });
        return JsonDialect.target(target.address()) + query;
    }
}
