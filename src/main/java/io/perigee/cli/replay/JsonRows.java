package io.perigee.cli.replay;

import io.perigee.RpcTarget;
import io.perigee.codec.json.JsonArguments;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.regex.Pattern;

/** Rows of texts behind their length that a live server answers, each on a connection of its own. */
final class JsonRows {
    private static final Pattern NULL = Pattern.compile("\\bnull\\b");

    private static final String PROBE = "{\"func\":\"add\",\"values\":[20,22]}";
    private static final String PROBE_ANSWER = "{\"result\":42}";
    private static final String BIG_ENDIAN = "big-endian";

    private final SocketAddress address;
    private final LengthOrder order;
    private final boolean ours;

    /** @param ours whether texts must be those that our own servers have */
    JsonRows(RpcTarget.Json target, boolean ours) {
        this.address = target.address() instanceof Address.Tcp tcp
                ? new InetSocketAddress(tcp.host(), tcp.port())
                : UnixDomainSocketAddress.of(((Address.Unix) target.address()).path());
        this.order = target.dialect().order();
        this.ours = ours;
    }

    /** Returns if there is a peer: one that is not there is told once, and not by every row. */
    void checkReachable() throws IOException {
        new TextSocket(address, order).close();
    }

    /** A row of {@code messages}. */
    void message(Row row) throws IOException {
        if (row.has("needs") && row.json("needs").contains(BIG_ENDIAN) && order != LengthOrder.BIG_ENDIAN) {
            throw new Check.Skip("needs a server that takes big-endian lengths alone");
        }
        try (var peer = new TextSocket(address, order)) {
            if (row.flag("raw")) {
                peer.send(text(row));
            } else {
                byte[] text = text(row);
                peer.send(row.has("length") ? (int) row.value("length").asLong() : text.length, text);
            }
            compare(row, peer.receive());
            if (row.is("fate", "open")) {
                peer.send(PROBE);
                String found = peer.receive();
                Check.that(sameJson(found, PROBE_ANSWER), "after it, add(20, 22) was answered by", found, PROBE_ANSWER);
            } else {
                Check.that(peer.isEnded(), "connection", "open", "closed by the server");
            }
        }
    }

    /** Texts and bytes, one after the other. */
    private static byte[] text(Row row) {
        var out = new ByteArrayOutputStream();
        for (String piece : VectorFile.elements(row.json("send"))) {
            out.writeBytes(ShortForms.value(piece).asBytes());
        }
        return out.toByteArray();
    }

    private void compare(Row row, String found) {
        if (row.has("expect")) {
            String expected = String.valueOf(row.text("expect"));
            Check.that(sameJson(found, expected), "response", found, expected);
            return;
        }
        LuaValue error =
                JsonArguments.parse(found) instanceof LuaTable response ? response.get("error") : LuaValue.nil();
        String code = error instanceof LuaTable table ? string(table.get("code")) : "no error";
        Check.that(row.is("code", code), "response", found, "an error of the code " + row.text("code"));
        String message = string(((LuaTable) error).get("message"));
        String begin = String.valueOf(row.text(ours && row.has("text") ? "text" : "error"));
        Check.that(message.startsWith(begin), "message", message, begin);
    }

    private static String string(LuaValue value) {
        return value instanceof LuaString string
                ? string.toString()
                : value.type().toString();
    }

    /** As values are; and nulls, which values of Lua do not keep at the end of a list, are as many. */
    private static boolean sameJson(String a, String b) {
        return LuaValue.sameStructure(JsonArguments.parse(a), JsonArguments.parse(b))
                && NULL.matcher(a).results().count()
                        == NULL.matcher(b).results().count();
    }
}
