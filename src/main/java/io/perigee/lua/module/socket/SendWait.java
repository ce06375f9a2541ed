package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends bytes: how many, or nil, why not, and how many it were until then. */
final class SendWait extends Wait {
    private final TcpSocket socket;
    private final ByteBuffer bytes;

    SendWait(TcpSocket socket, LuaString bytes, Patience patience, RunContext run) {
        super(patience, run);
        this.socket = socket;
        this.bytes = ByteBuffer.wrap(bytes.unwrap());
    }

    @Override
    List<Socket> sockets() {
        return List.of(socket);
    }

    @Override
    @Nullable
    LuaValues attempt() throws IOException {
        if (!socket.isConnected()) {
            String refused = socket.refused();
            return socket.isConnecting() ? null : failed(refused == null ? Failures.CLOSED : refused);
        }
        if (socket.isWritable() || patience.isNone()) {
            socket.send(bytes);
        }
        return bytes.hasRemaining() ? null : Answers.number(bytes.position());
    }

    @Override
    LuaValues expired() {
        return failed(Failures.TIMEOUT);
    }

    @Override
    LuaValues failed(String text) {
        return LuaValues.of(LuaNil.NIL, LuaString.of(text), LuaValue.of(bytes.position()));
    }
}
