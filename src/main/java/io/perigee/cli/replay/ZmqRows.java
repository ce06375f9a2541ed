package io.perigee.cli.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.perigee.RpcTarget;
import io.perigee.cli.notation.HexText;
import io.perigee.cli.notation.ValueBytes;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.gateway.zmq.BareSocket;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Rows of frames that a live server of LuaOverMQ answers, each on a connection of its own. */
final class ZmqRows {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int PATIENCE_MILLIS = (int) PATIENCE.toMillis();
    private static final byte[] DELIMITER = {};

    private static final String OK = "OK";
    private static final String ERROR = "ERROR";

    /** {@code add(1, 2)} and what answers it: a server that does is alive. */
    private static final List<byte[]> PROBE =
            List.of(DELIMITER, new byte[] {(byte) 0x93, (byte) 0xa3, 'a', 'd', 'd', 1, 2});

    private static final byte[] PROBE_ANSWER = {3};

    private final String endpoint;
    private final boolean ours;

    /** @param ours whether texts must be those that our own servers have */
    ZmqRows(RpcTarget.Zmq target, boolean ours) {
        this.endpoint = target.endpoint();
        this.ours = ours;
    }

    /** A row of {@code requests}. */
    void request(Row row) {
        List<byte[]> frames = row.bytesList("send");
        try (var socket = BareSocket.dealer(endpoint, PATIENCE)) {
            List<byte[]> answer = exchange(socket, frames);
            // What is too much in front of a request is too much in front of its answer.
            int around = row.is("error", "envelope:") ? 0 : around(frames);
            Check.that(
                    answer.size() == around + 2 && same(answer.subList(0, around), frames.subList(0, around)),
                    "frames of the answer",
                    answer.size(),
                    around + " that were in front of the request, and two");
            compare(row, new String(answer.get(around), US_ASCII), answer.get(around + 1));
            probe(socket);
        }
    }

    /** How many frames are in front of the request: all up to the first that is empty, if there is one. */
    private static int around(List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).length == 0) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> exchange(BareSocket socket, List<byte[]> frames) {
        List<byte[]> answer = socket.send(frames) ? socket.receive() : null;
        if (answer == null) {
            throw new Check.Mismatch("server", "silent", "an answer");
        }
        return answer;
    }

    private void compare(Row row, String status, byte[] content) {
        if (row.has("expect")) {
            byte[] expected = row.bytesList("expect").get(1);
            String found = status + " " + HexText.write(content);
            Check.that(status.equals(OK) && means(content, expected), "answer", found, "OK " + HexText.write(expected));
            return;
        }
        LuaValue raised = ValueBytes.decode(MsgPack.MAPS, content);
        String text = raised instanceof LuaString string ? string.toString() : LuaText.brief(raised);
        Check.that(status.equals(ERROR), "status", status + " " + text, ERROR);
        String begin = String.valueOf(row.text(ours && row.has("text") ? "text" : "error"));
        Check.that(text.startsWith(begin), "error", text, begin);
    }

    /** The same bytes, or others for the same; but one array is several results, and one map is one. */
    private static boolean means(byte[] found, byte[] expected) {
        return Arrays.equals(found, expected)
                || (isArray(found) == isArray(expected)
                        && Same.exactly(
                                ValueBytes.decode(MsgPack.MAPS, found), ValueBytes.decode(MsgPack.MAPS, expected)));
    }

    private static boolean isArray(byte[] value) {
        int tag = value.length == 0 ? 0 : value[0] & 0xff;
        return tag >>> 4 == 9 || tag == 0xdc || tag == 0xdd;
    }

    private static void probe(BareSocket socket) {
        List<byte[]> answer = exchange(socket, PROBE);
        String found = HexText.write(answer.get(answer.size() - 1));
        Check.that(
                Arrays.equals(answer.get(answer.size() - 1), PROBE_ANSWER),
                "after it, add(1, 2) was answered by",
                found,
                HexText.write(PROBE_ANSWER));
    }

    /** A row of {@code bytes}: whatever comes over one connection to the port, others are served. */
    void bytes(Row row) throws IOException {
        var address = (Address.Tcp) Address.parse(endpoint.replaceFirst("^.*://", ""));
        try (var plain = new Socket();
                var other = BareSocket.dealer(endpoint, PATIENCE)) {
            plain.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
            plain.getOutputStream().write(row.bytes("hex"));
            plain.getOutputStream().flush();
            probe(other);
        }
        try (var after = BareSocket.dealer(endpoint, PATIENCE)) {
            probe(after);
        }
    }
}
