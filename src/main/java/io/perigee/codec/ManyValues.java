package io.perigee.codec;

import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Arrays;

/** Collects more values than the few that most payloads have, without garbage but the list. For one thread at a time. */
public final class ManyValues {
    private static final LuaValue[] NO_SCRATCH = {};
    private static final int FIRST_SCRATCH = 8;
    private static final int KEPT_CAPACITY = 1024;

    private LuaValue[] scratch = NO_SCRATCH;

    /** Three values, and behind them all that the reader still has. */
    public LuaValues rest(LuaValue first, LuaValue second, LuaValue third, ValueReader reader) {
        int count = 3;
        try {
            if (scratch.length == 0) {
                scratch = new LuaValue[FIRST_SCRATCH];
            }
            scratch[0] = first;
            scratch[1] = second;
            scratch[2] = third;
            while (reader.hasNext()) {
                if (count == scratch.length) {
                    scratch = Arrays.copyOf(scratch, count * 2);
                }
                scratch[count++] = reader.next();
            }
            return LuaValues.wrap(Arrays.copyOf(scratch, count));
        } finally {
            forget(count);
        }
    }

    private void forget(int count) {
        if (scratch.length > KEPT_CAPACITY) {
            scratch = NO_SCRATCH;
        } else {
            Arrays.fill(scratch, 0, count, null);
        }
    }
}
