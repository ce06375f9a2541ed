package io.perigee.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.perigee.testing.RawPeer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a hostile connection does. Each kind has an address of the loopback network for its own, by which the server tells
 * whose connections ended, and how. None ever reads what it is sent.
 */
enum Attack {
    /** Says nothing at all. */
    SILENT(0, 1_000),

    /** A byte of a header now and then. */
    SLOW_HEADER(1, 500),

    /** The header of a frame of 4 GiB. */
    HUGE_SIZE(6, 1_000),

    /** A frame as large as may be, and a little of it now and then. */
    DRIPPED_BODY(1 << 10, 500),

    /** The same, all but its last byte at once. */
    WITHHELD_BYTE(Attacker.CHUNK, 1),

    /** Small calls without end. */
    CALL_FLOOD(Attacker.CHUNK, 1),

    /** As many small calls as may be open, whose answers are large. */
    GREEDY_FLOOD(Attacker.CHUNK, 1),

    /** Calls without end of what blocks for a while. */
    BLOCKING_FLOOD(Attacker.CHUNK, 1),

    /** Responses that nobody asked for. */
    RESPONSE_FLOOD(Attacker.CHUNK, 1),

    /** Connects, sends half a call, and is gone. */
    COMING_AND_GOING(9, 1_000),

    /** Calls of JSON without end. */
    JSON_FLOOD(Attacker.CHUNK, 1),

    /** A message of JSON as large as may be, and a little of it now and then. */
    JSON_DRIP(1 << 10, 500);

    private static final int FIRST_HOST = 0x7f000100;

    /** A frame that even the smallest of servers takes. */
    private static final int FRAME_BYTES = 900_000;

    /** How much of it comes at a time. */
    final int bytes;

    /** How long it waits in between. */
    final int pauseMillis;

    Attack(int bytes, int pauseMillis) {
        this.bytes = bytes;
        this.pauseMillis = pauseMillis;
    }

    boolean isJson() {
        return this == JSON_FLOOD || this == JSON_DRIP;
    }

    boolean leaves() {
        return this == COMING_AND_GOING;
    }

    /** Where its connections come from. */
    @SuppressWarnings("EnumOrdinal") // Any number will do that no other has.
    InetAddress source() {
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(FIRST_HOST + ordinal())
                    .array());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whose a connection is, by the address that the server sees; null if it is nobody's of the crowd. */
    static Attack of(String peer) {
        String host = peer.substring(0, Math.max(0, peer.lastIndexOf(':')));
        for (Attack attack : values()) {
            if (attack.source().getHostAddress().equals(host)) {
                return attack;
            }
        }
        return null;
    }

    /** All that it ever sends; a flood begins again at its end. */
    byte[] script() {
        return switch (this) {
            case SILENT -> new byte[0];
            case SLOW_HEADER -> new byte[] {0, 0, 0, 0, 1};
            case HUGE_SIZE -> new byte[] {0, 0, -1, -1, -1, -1};
            case DRIPPED_BODY, WITHHELD_BYTE -> frame(FRAME_BYTES);
            case CALL_FLOOD -> calls("add", 3, 4);
            case GREEDY_FLOOD -> calls("large");
            case BLOCKING_FLOOD -> calls("pause");
            case RESPONSE_FLOOD -> responses();
            case COMING_AND_GOING -> Arrays.copyOf(RawPeer.callBytes(0, "add", 3, 4), 9);
            case JSON_FLOOD -> json("{\"func\":\"large\",\"values\":[]}", 1 << 10);
            case JSON_DRIP ->
                ByteBuffer.allocate(FRAME_BYTES).putInt(FRAME_BYTES).array();
        };
    }

    boolean isAnswered() {
        return switch (this) {
            case CALL_FLOOD, GREEDY_FLOOD, BLOCKING_FLOOD, JSON_FLOOD -> true;
            default -> false;
        };
    }

    boolean isEndless() {
        return switch (this) {
            case CALL_FLOOD, BLOCKING_FLOOD, RESPONSE_FLOOD, JSON_FLOOD -> true;
            default -> false;
        };
    }

    /** All of a frame but its last byte. */
    private static byte[] frame(int payload) {
        return ByteBuffer.allocate(6 + payload - 1)
                .put(new byte[] {0, 0})
                .putInt(payload)
                .array();
    }

    /** With all numbers in turn, since one that is open may not come again. */
    private static byte[] calls(String procedure, Object... args) {
        byte[] one = RawPeer.callBytes(0, procedure, args);
        var all = ByteBuffer.allocate(256 * one.length);
        for (int seq = 0; seq < 256; seq++) {
            one[1] = (byte) seq;
            all.put(one);
        }
        return all.array();
    }

    private static byte[] responses() {
        var all = ByteBuffer.allocate(256 * 7);
        for (int seq = 0; seq < 256; seq++) {
            all.put((byte) 1).put((byte) seq).putInt(1).put((byte) 0);
        }
        return all.array();
    }

    private static byte[] json(String text, int count) {
        byte[] bytes = text.getBytes(US_ASCII);
        var all = ByteBuffer.allocate(count * (Integer.BYTES + bytes.length));
        for (int i = 0; i < count; i++) {
            all.putInt(bytes.length).put(bytes);
        }
        return all.array();
    }
}
