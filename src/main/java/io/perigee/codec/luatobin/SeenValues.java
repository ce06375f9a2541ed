package io.perigee.codec.luatobin;

import io.perigee.value.LuaValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The strings, tables and functions written so far, by their number: a hash table that is emptied by forgetting, so that
 * one of them serves all values of a connection without garbage.
 */
final class SeenValues {
    private static final int INITIAL_CAPACITY = 64;
    private static final int KEPT_CAPACITY = 4096;

    private @Nullable LuaValue[] slots = new @Nullable LuaValue[INITIAL_CAPACITY];
    private int[] numbers = new int[INITIAL_CAPACITY];
    private int count;

    /** The number of an equal value seen before, or 0 after having given it the next one. */
    int numberOrAdd(LuaValue value) {
        int slot = find(slots, value);
        if (slots[slot] != null) {
            return numbers[slot];
        }
        slots[slot] = value;
        numbers[slot] = ++count;
        if (count * 2 > slots.length) {
            grow();
        }
        return 0;
    }

    private static int find(@Nullable LuaValue[] slots, LuaValue value) {
        int mask = slots.length - 1;
        int slot = value.hashCode() & mask;
        LuaValue there;
        while ((there = slots[slot]) != null && !there.equals(value)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        var oldSlots = slots;
        var oldNumbers = numbers;
        slots = new @Nullable LuaValue[oldSlots.length * 2];
        numbers = new int[slots.length];
        for (int i = 0; i < oldSlots.length; i++) {
            LuaValue value = oldSlots[i];
            if (value != null) {
                int slot = find(slots, value);
                slots[slot] = value;
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    void clear() {
        if (count == 0) {
            return;
        }
        if (slots.length > KEPT_CAPACITY) {
            slots = new @Nullable LuaValue[INITIAL_CAPACITY];
            numbers = new int[INITIAL_CAPACITY];
        } else {
            Arrays.fill(slots, null);
        }
        count = 0;
    }
}
