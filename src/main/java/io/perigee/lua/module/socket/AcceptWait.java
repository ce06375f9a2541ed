package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts a connection: its number. */
final class AcceptWait extends Wait {
    private final TcpSocket server;
    private final Sockets sockets;

    AcceptWait(TcpSocket server, Sockets sockets, Patience patience, RunContext run) {
        super(patience, run);
        this.server = server;
        this.sockets = sockets;
    }

    @Override
    List<Socket> sockets() {
        return List.of(server);
    }

    @Override
    @Nullable
    LuaValues attempt() throws IOException {
        int number = sockets.free();
        if (number < 0) {
            return failed(Failures.TOO_MANY);
        }
        SocketChannel channel = server.accept();
        return channel == null ? null : Answers.number(sockets.add(server.accepted(number, channel)).number);
    }

    @Override
    LuaValues expired() {
        return failed(Failures.TIMEOUT);
    }
}
