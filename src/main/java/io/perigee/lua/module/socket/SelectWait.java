package io.perigee.lua.module.socket;

import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits until one of many sockets is ready: how many can be read, their numbers, and the numbers of the writable. */
final class SelectWait extends Wait {
    private final List<Socket> readers;
    private final List<Socket> writers;

    SelectWait(List<Socket> readers, List<Socket> writers, Patience patience, RunContext run) {
        super(patience, run);
        this.readers = readers;
        this.writers = writers;
    }

    @Override
    List<Socket> sockets() {
        if (writers.isEmpty()) {
            return readers;
        }
        var both = new LinkedHashSet<>(readers);
        both.addAll(writers);
        return List.copyOf(both);
    }

    @Override
    @Nullable
    LuaValues attempt() {
        var ready = new ArrayList<LuaValue>();
        for (Socket socket : readers) {
            // Who has no time gets the truth of this moment; who has hears from the selector, once that watches.
            if (!socket.isReadable() && (patience.isNone() || !socket.isWatched())) {
                socket.fill();
            }
            if (socket.isReadable()) {
                ready.add(LuaValue.of(socket.number));
            }
        }
        int readable = ready.size();
        for (Socket socket : writers) {
            if (socket.isWritable()) {
                ready.add(LuaValue.of(socket.number));
            }
        }
        if (ready.isEmpty()) {
            return null;
        }
        ready.add(0, LuaValue.of(readable));
        return LuaValues.wrap(ready.toArray(new LuaValue[0]));
    }

    @Override
    LuaValues expired() {
        return Answers.number(0);
    }

    /** A socket that is closed meanwhile is as good as ready: whoever selects looks again. */
    @Override
    LuaValues failed(String text) {
        return Answers.number(0);
    }
}
