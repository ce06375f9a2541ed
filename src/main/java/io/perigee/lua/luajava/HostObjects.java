package io.perigee.lua.luajava;

import io.perigee.remote.RemoteObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of Java's that a state holds. The state cannot tell when it holds one no more; it is asked each time that
 * there are twice as many as were left the time before.
 */
final class HostObjects {
    private static final int FIRST_SWEEP = 64;

    private final LuaState state;
    private final Map<Long, Identity> byNumber = new HashMap<>();
    private final Map<Identity, Long> numbers = new HashMap<>();
    private long last;
    private int sweepAt = FIRST_SWEEP;

    /** Objects are told apart as Java does, but those that live elsewhere as they tell themselves. */
    private record Identity(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity identity
                    && (object == identity.object
                            || (object instanceof RemoteObject && object.equals(identity.object)));
        }

        @Override
        public int hashCode() {
            return object instanceof RemoteObject ? object.hashCode() : System.identityHashCode(object);
        }
    }

    HostObjects(LuaState state) {
        this.state = state;
    }

    /** Leaves what stands for an object on the stack. */
    void push(Object object) {
        var identity = new Identity(object);
        Long number = numbers.get(identity);
        if (number == null) {
            if (numbers.size() >= sweepAt) {
                sweep();
                sweepAt = Math.max(FIRST_SWEEP, 2 * numbers.size());
            }
            number = ++last;
            numbers.put(identity, number);
            byNumber.put(number, identity);
        }
        state.enter(LuaState.STANDIN);
        state.push(number);
        state.call(1);
    }

    private void sweep() {
        state.enter(LuaState.SWEEP);
        state.call(0);
        String gone = state.stringAt(state.top()).toString();
        state.pop(1);
        for (String number : gone.split(" ", -1)) {
            if (!number.isEmpty()) {
                numbers.remove(byNumber.remove(Long.parseLong(number)));
            }
        }
    }

    /** The object that stands in the state under this number. */
    Object get(long number) {
        Identity identity = byNumber.get(number);
        if (identity == null) {
            throw new IllegalStateException("object: " + number + " (expected: one that the state holds)");
        }
        return identity.object();
    }
}
