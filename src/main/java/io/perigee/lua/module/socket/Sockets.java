package io.perigee.lua.module.socket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sockets of a host by their numbers, of which the lowest free one is given out, as file descriptors are. */
final class Sockets {
    /** Scripts compare numbers with this; it is what {@code select} of the C library takes. */
    static final int LIMIT = 1024;

    /** The first number; those below are the standard streams of a process. */
    private static final int FIRST = 3;

    private final @Nullable Socket[] sockets = new @Nullable Socket[LIMIT];

    /** Below it no number is free. */
    private int lowest = FIRST;

    /** A free number; -1 if there is none. */
    int free() {
        while (lowest < LIMIT && sockets[lowest] != null) {
            lowest++;
        }
        return lowest < LIMIT ? lowest : -1;
    }

    <T extends Socket> T add(T socket) {
        sockets[socket.number] = socket;
        return socket;
    }

    @Nullable
    Socket get(long number) {
        return number >= FIRST && number < LIMIT ? sockets[(int) number] : null;
    }

    void remove(Socket socket) {
        if (sockets[socket.number] == socket) {
            sockets[socket.number] = null;
            lowest = Math.min(lowest, socket.number);
        }
    }

    List<Socket> all() {
        var all = new ArrayList<Socket>();
        for (Socket socket : sockets) {
            if (socket != null) {
                all.add(socket);
            }
        }
        return all;
    }
}
