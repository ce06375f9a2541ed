package io.perigee.value;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map that keeps the order of insertion: the pairs lie one behind the other, and a table of numbers finds them.
 *
 * <p>No object a pair, so that it takes a third of the memory of a {@link java.util.LinkedHashMap} and less time. Should
 * very many keys meet at one place of the table, then a {@link HashMap}, which can order such keys, takes its place.
 */
final class OrderedPairs {
    private static final int LEAST_SLOTS = 4;
    private static final int FIRST_SLOTS = 8;
    private static final int MOST_PAIRS = 1 << 29;
    private static final int[] NO_SLOTS = {};

    /** Chance leads to a quarter of this in the largest tables of a message. */
    private static final int LONGEST_SEARCH = 128;

    /** Keys at even places, the value of each behind it; both are null where a pair was removed. */
    private @Nullable LuaValue[] pairs;

    /**
     * Where to look for a key: its hash is the first slot, and says in which order to try the others. A slot in use holds
     * the number of a pair, from 1 on, in as many of the low bits as number a slot, and above them those of the hash.
     */
    private int[] slots;

    /** How many pairs there were since the last clean-up, those that were removed among them. */
    private int used;

    private int size;
    private int modifications;

    /** The places of the keys once there were too many at one slot. */
    private @Nullable Map<Object, Integer> places;

    OrderedPairs() {
        slots = new int[FIRST_SLOTS];
        pairs = new @Nullable LuaValue[2 * capacity(FIRST_SLOTS)];
    }

    /** With room for exactly so many pairs, without growth. */
    OrderedPairs(int capacity) {
        if (capacity < 0 || capacity > MOST_PAIRS) {
            throw new IllegalArgumentException("pairs: " + capacity + " (expected: 0 to " + MOST_PAIRS + ")");
        }
        int length = LEAST_SLOTS;
        while (capacity(length) < capacity) {
            length <<= 1;
        }
        slots = new int[length];
        pairs = new @Nullable LuaValue[2 * Math.max(1, capacity)];
    }

    private static int capacity(int slots) {
        return slots - (slots >> 2);
    }

    int size() {
        return size;
    }

    @Nullable
    LuaValue get(LuaValue key) {
        int at = find(key);
        return at < 0 ? null : pairs[at + 1];
    }

    /** An equal key keeps its place, and itself. */
    void put(LuaValue key, LuaValue value) {
        int at = find(key);
        if (at >= 0) {
            pairs[at + 1] = value;
            return;
        }
        if (2 * used == pairs.length) {
            makeRoom();
        }
        at = 2 * used++;
        pairs[at] = key;
        pairs[at + 1] = value;
        size++;
        modifications++;
        enter(key, at);
    }

    @Nullable
    LuaValue remove(LuaValue key) {
        int at = find(key);
        if (at < 0) {
            return null;
        }
        LuaValue value = pairs[at + 1];
        // The slot stays in use, for searches that lead past it.
        pairs[at] = null;
        pairs[at + 1] = null;
        size--;
        modifications++;
        if (places != null) {
            places.remove(ordered(key));
        }
        return value;
    }

    /** The place of a key, or -1. */
    private int find(LuaValue key) {
        if (places != null) {
            return places.getOrDefault(ordered(key), -1);
        }
        int[] table = slots;
        int mask = table.length - 1;
        int hash = key.hashCode();
        int slot = hash & mask;
        int entry;
        for (int step = 1; (entry = table[slot]) != 0; step++) {
            if (((entry ^ hash) & ~mask) == 0) {
                int at = 2 * ((entry & mask) - 1);
                LuaValue there = pairs[at];
                if (there == key || key.equals(there)) {
                    return at;
                }
            }
            slot = (slot + step) & mask;
        }
        return -1;
    }

    /** As what a {@link HashMap} can order: it looks at the very class of a key for what it compares with. */
    static Object ordered(LuaValue key) {
        return key instanceof LuaNumber number && number.isInteger() ? (Object) number.longValue() : key;
    }

    private void enter(LuaValue key, int at) {
        if (places != null) {
            places.put(ordered(key), at);
            return;
        }
        int[] table = slots;
        int mask = table.length - 1;
        int hash = key.hashCode();
        int slot = hash & mask;
        int step = 1;
        while (table[slot] != 0) {
            slot = (slot + step++) & mask;
        }
        table[slot] = (hash & ~mask) | (at / 2 + 1);
        if (step > LONGEST_SEARCH) {
            enterAllElsewhere();
        }
    }

    private void enterAllElsewhere() {
        slots = NO_SLOTS;
        places = new HashMap<>();
        for (int at = 0; at < 2 * used; at += 2) {
            LuaValue key = pairs[at];
            if (key != null) {
                places.put(ordered(key), at);
            }
        }
    }

    /** Closes the gaps; grows unless they are a quarter of all. */
    private void makeRoom() {
        var old = pairs;
        int end = 2 * used;
        if (size >= used - (used >> 2)) {
            int length = slots.length;
            if (places != null) {
                pairs = new @Nullable LuaValue[2 * end];
            } else {
                slots = new int[2 * length];
                pairs = new @Nullable LuaValue[2 * capacity(2 * length)];
            }
        } else {
            Arrays.fill(slots, 0);
        }
        if (places != null) {
            places.clear();
        }
        int to = 0;
        used = size;
        for (int at = 0; at < end; at += 2) {
            LuaValue key = old[at];
            if (key != null) {
                pairs[to] = key;
                pairs[to + 1] = old[at + 1];
                to += 2;
            }
        }
        if (old == pairs) {
            Arrays.fill(pairs, to, end, null);
        }
        for (int at = 0; at < to; at += 2) {
            LuaValue key = pairs[at];
            if (key != null) {
                enter(key, at);
            }
        }
    }

    /** How many places there are for {@link #keyAt} and {@link #valueAt}, empty ones among them. */
    int placeCount() {
        return used;
    }

    /** Null at an empty place. */
    @Nullable
    LuaValue keyAt(int place) {
        return pairs[2 * place];
    }

    LuaValue valueAt(int place) {
        LuaValue value = pairs[2 * place + 1];
        return value == null ? LuaNil.NIL : value;
    }

    void forEach(BiConsumer<? super LuaValue, ? super LuaValue> visitor) {
        int before = modifications;
        var there = pairs;
        int end = 2 * used;
        for (int at = 0; at < end; at += 2) {
            LuaValue key = there[at];
            LuaValue value = there[at + 1];
            if (key != null && value != null) {
                visitor.accept(key, value);
            }
        }
        if (modifications != before) {
            throw new ConcurrentModificationException("a table that changed while its pairs were visited");
        }
    }
}
