package io.perigee.codec.luatobin;

import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import io.perigee.value.LuaTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The strings, tables and functions of one top-level value that were written so far, by their number: a hash table that
 * serves all values of a connection without garbage.
 *
 * <p>Strings and functions are known by where they lie in the output: nothing is referred to, which collectors would have
 * to be told of, and nothing is to be cleared.
 */
final class SeenValues {
    private static final int INITIAL_CAPACITY = 64;
    private static final int KEPT_CAPACITY = 2048;
    private static final int INITIAL_TABLES = 8;
    private static final int HEAD = 1 + Short.BYTES;
    private static final long[] NO_SLOTS = {};
    private static final int[] NO_PLACES = {};
    private static final @Nullable LuaTable[] NO_TABLES = {};

    /** The outermost table, which has the number 1. */
    private @Nullable LuaTable root;

    /** The hash in the upper half; in the lower the number plus {@link #base}, so that what is not above it is free. */
    private long[] slots = NO_SLOTS;

    /** By number: the index in the output, or the complement of the index in {@link #tables}. */
    private int[] places = NO_PLACES;

    private int base;
    private int count;

    /** The tables but the outermost one. */
    private @Nullable LuaTable[] tables = NO_TABLES;

    private int tableCount;

    /** Begins with the outermost table. */
    void begin(LuaTable outermost) {
        root = outermost;
        count = 1;
        if (slots.length == 0) {
            slots = new long[INITIAL_CAPACITY];
            places = new int[INITIAL_CAPACITY / 2 + 1];
        }
    }

    /** The number of a table seen before, or 0 after having given it the next one. */
    int numberOrAdd(LuaTable table) {
        if (table == root) {
            return 1;
        }
        int hash = table.hashCode();
        int mask = slots.length - 1;
        int slot = hash & mask;
        int number;
        while ((number = (int) slots[slot] - base) > 0) {
            if ((int) (slots[slot] >>> 32) == hash && isTable(places[number], table)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        if (tableCount == tables.length) {
            tables = Arrays.copyOf(tables, Math.max(INITIAL_TABLES, tableCount * 2));
        }
        tables[tableCount] = table;
        add(slot, hash, ~tableCount++);
        return 0;
    }

    private boolean isTable(int place, LuaTable table) {
        return place < 0 && tables[~place] == table;
    }

    /**
     * The number of an equal string or function seen before, or 0 after having given it the next one; then it must be
     * written at the end of the output.
     */
    int numberOrAdd(ByteOutput out, int tag, byte[] bytes, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        int number;
        while ((number = (int) slots[slot] - base) > 0) {
            if ((int) (slots[slot] >>> 32) == hash && isWritten(out.array(), places[number], tag, bytes)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        add(slot, hash, out.length());
        return 0;
    }

    private static boolean isWritten(byte[] out, int place, int tag, byte[] bytes) {
        return place >= 0
                && out[place] == tag
                && BigEndian.getUnsignedShort(out, place + 1) == bytes.length
                && Arrays.equals(out, place + HEAD, place + HEAD + bytes.length, bytes, 0, bytes.length);
    }

    private void add(int slot, int hash, int place) {
        count++;
        slots[slot] = (long) hash << 32 | (base + count);
        places[count] = place;
        if (count * 2 == slots.length) {
            grow();
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        places = Arrays.copyOf(places, old.length + 1);
        int mask = slots.length - 1;
        for (long entry : old) {
            if ((int) entry > base) {
                int slot = (int) (entry >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    /** Forgets all values. */
    void clear() {
        root = null;
        base += count;
        count = 0;
        if (slots.length > KEPT_CAPACITY) {
            slots = NO_SLOTS;
            places = NO_PLACES;
            base = 0;
        } else if (base > Integer.MAX_VALUE / 2) {
            Arrays.fill(slots, 0);
            base = 0;
        }
        if (tables.length > KEPT_CAPACITY) {
            tables = NO_TABLES;
        } else {
            Arrays.fill(tables, 0, tableCount, null);
        }
        tableCount = 0;
    }
}
