package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives a line, so many bytes, or all: what came, or nil, why not, and what had come until then. */
final class ReceiveWait extends Wait {
    private static final LuaString LINE = LuaString.of("l");

    private final TcpSocket socket;
    private final boolean line;

    /** How many bytes, without a line; {@code MAX_VALUE} for all there are. */
    private final long count;

    private final Received received = new Received();

    /** @param pattern {@code "l"}, {@code "a"}, or a number of bytes, of which 0 waits for the first and takes none */
    ReceiveWait(TcpSocket socket, LuaValue pattern, Patience patience, RunContext run) {
        super(patience, run);
        this.socket = socket;
        this.line = pattern.equals(LINE);
        this.count = pattern instanceof LuaNumber number ? number.longValue() : Long.MAX_VALUE;
    }

    @Override
    List<Socket> sockets() {
        return List.of(socket);
    }

    @Override
    @Nullable
    LuaValues attempt() {
        if (!socket.isConnected()) {
            String refused = socket.refused();
            return socket.isConnecting() ? null : failed(refused == null ? Failures.CLOSED : refused);
        }
        while (true) {
            if (socket.inbound.isEmpty()) {
                socket.fill();
            }
            if (socket.inbound.isEmpty()) {
                return socket.end() == null ? null : ended(socket.end());
            }
            if (take()) {
                return LuaValues.of(received.toLua());
            }
        }
    }

    private boolean take() {
        if (line) {
            return socket.inbound.takeLine(received);
        }
        socket.inbound.take(count - received.size(), received);
        return received.size() == count;
    }

    private LuaValues ended(String why) {
        boolean all = !line && count == Long.MAX_VALUE && received.size() > 0 && why.equals(Failures.CLOSED);
        return all ? LuaValues.of(received.toLua()) : failed(why);
    }

    @Override
    LuaValues expired() {
        return failed(Failures.TIMEOUT);
    }

    @Override
    LuaValues failed(String text) {
        return LuaValues.of(LuaNil.NIL, LuaString.of(text), received.toLua());
    }
}
