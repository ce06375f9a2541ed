package io.perigee.cli.replay;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.codec.json.TaggedJson;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcClient;
import io.perigee.remote.RpcRefusedException;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of calls, replayed with our own clients against a peer of each dialect, side by side. */
final class CallRows implements AutoCloseable {
    private final Map<RpcTarget, RpcClient> clients = new LinkedHashMap<>();

    /** @throws io.perigee.remote.RpcConnectionException if there is no such peer */
    CallRows(List<RpcTarget> targets) {
        for (RpcTarget target : targets) {
            clients.put(target, callable(target).connect(RpcOptions.DEFAULT));
        }
    }

    /** To a server that takes either order of bytes, a client has one. */
    private static RpcTarget callable(RpcTarget target) {
        return target instanceof RpcTarget.Json json && json.dialect().order() == LengthOrder.AUTO
                ? new RpcTarget.Json(json.address(), json.dialect().withOrder(LengthOrder.BIG_ENDIAN))
                : target;
    }

    /** A row of {@code calls}: the call ends as it says, in all dialects or in this one. */
    void call(Row row) {
        clients.forEach((target, client) -> {
            String dialect = dialect(target);
            String expected = String.valueOf(row.text(row.has(dialect) ? dialect : "all"));
            String found = outcome(client, String.valueOf(row.text("call")), TaggedJson.readList(row.json("args")));
            boolean met = row.is("text", "free") ? kind(found).equals(kind(expected)) : found.equals(expected);
            Check.that(met, dialect, found, expected);
        });
    }

    /** The name under which a row has what is different there. */
    private static String dialect(RpcTarget target) {
        if (target instanceof RpcTarget.Zmq) {
            return "zmq";
        }
        if (target instanceof RpcTarget.LuaRpc binary) {
            return binary.codec() == null ? "luatobin" : binary.codec().name();
        }
        return "json";
    }

    private static String kind(String outcome) {
        return outcome.replaceFirst(" .*", "");
    }

    private static String outcome(Caller peer, String procedure, LuaValues args) {
        try {
            return text(peer.call(procedure, args.toList().toArray()));
        } catch (RemoteErrorException e) {
            return e.reason() + (e.error().isNil() ? "" : " " + line(e.error()));
        } catch (RpcRefusedException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return "REFUSED " + cause.getMessage();
        }
    }

    private static String text(LuaValues values) {
        return values.toList().stream().map(CallRows::line).collect(Collectors.joining(", "));
    }

    /** The pairs of a table come in any order, and are told in one. */
    private static String line(LuaValue value) {
        return LuaText.line(inOrder(value));
    }

    private static LuaValue inOrder(LuaValue value) {
        if (!(value instanceof LuaTable table) || table.isList()) {
            return value;
        }
        var ordered = new LuaTable();
        table.entries().stream()
                .sorted(Comparator.comparing(pair -> LuaText.line(pair.getKey())))
                .forEach(pair -> ordered.put(pair.getKey(), inOrder(pair.getValue())));
        return ordered;
    }

    @Override
    public void close() {
        clients.values().forEach(RpcClient::close);
    }
}
