package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives a datagram: its bytes, the sender's address and port. What is beyond {@code size} is lost. */
final class DatagramWait extends Wait {
    private final UdpSocket socket;
    private final int size;

    DatagramWait(UdpSocket socket, int size, Patience patience, RunContext run) {
        super(patience, run);
        this.socket = socket;
        this.size = size;
    }

    @Override
    List<Socket> sockets() {
        return List.of(socket);
    }

    @Override
    @Nullable
    LuaValues attempt() throws IOException {
        UdpSocket.Datagram datagram = socket.receive();
        if (datagram == null) {
            return null;
        }
        LuaString bytes = datagram.bytes();
        if (bytes.length() > size) {
            bytes = LuaString.wrap(Arrays.copyOf(bytes.unwrap(), size));
        }
        return LuaValues.of(
                bytes,
                Answers.host(datagram.from()),
                LuaValue.of(datagram.from().getPort()));
    }

    @Override
    LuaValues expired() {
        return failed(Failures.TIMEOUT);
    }
}
