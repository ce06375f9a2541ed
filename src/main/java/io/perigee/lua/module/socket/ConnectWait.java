package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connects to the first of a host's addresses that answers. */
final class ConnectWait extends Wait {
    private final TcpSocket socket;
    private final Deque<InetAddress> addresses;
    private final int port;

    ConnectWait(TcpSocket socket, List<InetAddress> addresses, int port, Patience patience, RunContext run) {
        super(patience, run);
        this.socket = socket;
        this.addresses = socket.isConnecting() ? new ArrayDeque<>() : new ArrayDeque<>(addresses);
        this.port = port;
    }

    @Override
    List<Socket> sockets() {
        return List.of(socket);
    }

    @Override
    @Nullable
    LuaValues attempt() throws IOException {
        String text = socket.takeRefused();
        if (text != null) { // The end of an attempt that the script did not wait for.
            return failed(text);
        }
        while (!socket.isConnected()) {
            if (socket.isConnecting()) {
                return null;
            }
            String refused = socket.takeRefused();
            text = refused == null ? text : refused;
            if (addresses.isEmpty()) {
                return failed(text == null ? Failures.CLOSED : text);
            }
            try {
                socket.connect(new InetSocketAddress(addresses.remove(), port));
                if (patience.isNone() && socket.isConnecting()) { // It may be there by now, but nobody waited for it.
                    return null;
                }
            } catch (IOException e) {
                text = Failures.text(e);
            }
        }
        return Answers.OK;
    }

    @Override
    LuaValues expired() {
        return failed(Failures.TIMEOUT);
    }
}
