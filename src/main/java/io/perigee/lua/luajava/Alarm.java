package io.perigee.lua.luajava;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How other threads end what runs: by a byte in the memory of a string that the prelude holds, which its hook looks at.
 *
 * <p>Lua moves no string, and frees none that is held. The string is compared with no other, so that nobody sees that
 * its content changes; and a byte is written whole. No call into Lua could do this: while a state runs, it belongs to
 * its thread.
 */
final class Alarm {
    private static final byte QUIET = '0';
    private static final byte INTERRUPT = '2';

    private @Nullable ByteBuffer flag;
    private boolean running;
    private boolean closed;
    private @Nullable String reason;

    synchronized void open(ByteBuffer memory) {
        flag = memory;
    }

    /** The state is about to be freed. */
    synchronized void gone() {
        flag = null;
    }

    /** Lua begins to run. */
    synchronized void begin() {
        running = true;
        reason = null;
        raise(closed ? INTERRUPT : QUIET);
    }

    /** Lua runs no more; the reason for which it was interrupted, or null. */
    synchronized @Nullable String end() {
        running = false;
        return reason;
    }

    synchronized void interrupt(String why) {
        if (running) {
            reason = why;
            raise(INTERRUPT);
        }
    }

    synchronized void close() {
        closed = true;
        raise(INTERRUPT);
    }

    private void raise(byte signal) {
        ByteBuffer memory = flag;
        if (memory != null) {
            memory.put(0, signal);
        }
    }
}
