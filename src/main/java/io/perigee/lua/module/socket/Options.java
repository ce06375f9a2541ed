package io.perigee.lua.module.socket;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of LuaSocket that Java's sockets have; the facade knows which names there are. */
final class Options {
    private static final Map<String, SocketOption<Boolean>> FLAGS = Map.of(
            "tcp-nodelay", StandardSocketOptions.TCP_NODELAY,
            "keepalive", StandardSocketOptions.SO_KEEPALIVE,
            "reuseaddr", StandardSocketOptions.SO_REUSEADDR,
            "reuseport", StandardSocketOptions.SO_REUSEPORT,
            "broadcast", StandardSocketOptions.SO_BROADCAST,
            "ip-multicast-loop", StandardSocketOptions.IP_MULTICAST_LOOP);

    private static final Map<String, SocketOption<Integer>> NUMBERS = Map.of(
            "recv-buffer-size", StandardSocketOptions.SO_RCVBUF,
            "send-buffer-size", StandardSocketOptions.SO_SNDBUF,
            "ip-multicast-ttl", StandardSocketOptions.IP_MULTICAST_TTL);

    private Options() {}

    /**
     * Sets an option.
     *
     * @param value of {@code linger} whether it is on
     * @param seconds of {@code linger}
     * @return false if Java has no such option
     */
    static boolean set(Socket socket, String name, LuaValue value, LuaValue seconds) throws IOException {
        SocketOption<Boolean> flag = FLAGS.get(name);
        SocketOption<Integer> number = NUMBERS.get(name);
        if (flag != null) {
            socket.set(flag, value.isTruthy());
        } else if (number != null) {
            socket.set(number, (int) SocketModule.number(value));
        } else if (name.equals("linger")) {
            socket.set(StandardSocketOptions.SO_LINGER, value.isTruthy() ? (int) SocketModule.number(seconds) : -1);
        } else {
            return false;
        }
        return true;
    }

    /** The value: one, or of {@code linger} two; or the failure. */
    static LuaValues get(Socket socket, String name) throws IOException {
        if (name.equals("error")) {
            @Nullable String refused = socket instanceof TcpSocket tcp ? tcp.takeRefused() : null;
            return LuaValues.of(refused == null ? LuaNil.NIL : LuaString.of(refused));
        }
        if (name.equals("linger")) {
            int seconds = socket.get(StandardSocketOptions.SO_LINGER) instanceof Integer set ? set : -1;
            return LuaValues.of(LuaBoolean.of(seconds >= 0), LuaValue.of(Math.max(seconds, 0)));
        }
        if (FLAGS.containsKey(name)) {
            return LuaValues.of(LuaBoolean.of(Boolean.TRUE.equals(socket.get(FLAGS.get(name)))));
        }
        if (NUMBERS.containsKey(name)) {
            return LuaValues.of(LuaValue.of(socket.get(NUMBERS.get(name)) instanceof Integer set ? set : 0));
        }
        return Answers.failure("getsockopt failed");
    }
}
