package io.perigee.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A Lua table: an array part for the keys 1..n and a part for all other keys, which keeps the order of insertion.
 *
 * <p>Tables are compared by identity, as in Lua; for their contents see {@link LuaValue#sameStructure}. A table is
 * mutable and not safe for use by several threads at once.
 */
public final class LuaTable implements LuaValue {
    private static final @Nullable LuaValue[] NO_ELEMENTS = {};
    private static final int FIRST_CAPACITY = 10;

    /** The values of 1..n; nil where one was taken away, but not at the end. */
    private @Nullable LuaValue[] array;

    private int arraySize;

    /** How many of the array's values are nil. */
    private int holes;

    /** So many values from the first on are known to be there; {@link #length} looks for more when it is asked. */
    private int border;

    private @Nullable OrderedPairs others;

    public LuaTable() {
        array = NO_ELEMENTS;
    }

    /** An empty table with room for {@code capacity} elements of an array. */
    public LuaTable(int capacity) {
        this(capacity, 0);
    }

    /** An empty table with room for so many elements of an array and so many pairs with other keys. */
    public LuaTable(int elements, int pairs) {
        array = elements == 0 ? NO_ELEMENTS : new @Nullable LuaValue[elements];
        others = pairs == 0 ? null : new OrderedPairs(pairs);
    }

    /**
     * A table with these elements at 1, 2, 3 and so on; null leaves a hole. See {@link LuaValue#from} for what is
     * converted, and how.
     */
    public static LuaTable ofList(Iterable<?> elements) {
        return Writers.list(elements);
    }

    /** As {@link #ofList}. */
    public static LuaTable listOf(@Nullable Object... elements) {
        return Writers.list(Arrays.asList(elements));
    }

    /** A table with these entries; see {@link LuaValue#from} for what is converted, and how. */
    public static LuaTable ofMap(Map<?, ?> entries) {
        return Writers.map(entries);
    }

    @Override
    public LuaType type() {
        return LuaType.TABLE;
    }

    /** The number of pairs. */
    public int size() {
        return arraySize - holes + (others == null ? 0 : others.size());
    }

    /** The length of the array part: 1..length are all there. */
    public int length() {
        if (holes == 0) {
            return arraySize;
        }
        int length = border;
        while (element(length) != LuaNil.NIL) {
            length++;
        }
        border = length;
        return length;
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** True if every key is an index of the array part, so that the table is a list and nothing else. */
    public boolean isList() {
        return holes == 0 && (others == null || others.size() == 0);
    }

    public LuaValue get(String key) {
        return others == null ? LuaNil.NIL : orNil(others.get(LuaString.of(key)));
    }

    /** The element at {@code index}, counted from 1 as in Lua; nil where there is none. */
    public LuaValue get(long index) {
        if (index >= 1 && index <= arraySize) {
            return element((int) index - 1);
        }
        return others == null ? LuaNil.NIL : orNil(others.get(LuaInteger.of(index)));
    }

    public LuaValue get(LuaValue key) {
        if (key instanceof LuaNumber number && number.isInteger()) {
            return get(number.longValue());
        }
        return others == null ? LuaNil.NIL : orNil(others.get(key));
    }

    private static LuaValue orNil(@Nullable LuaValue value) {
        return value == null ? LuaNil.NIL : value;
    }

    /** As {@link #put(LuaValue, LuaValue)}. */
    public LuaTable put(String key, @Nullable Object value) {
        return put(LuaString.of(key), LuaValue.from(value));
    }

    /** As {@link #put(LuaValue, LuaValue)}. */
    public LuaTable put(long index, LuaValue value) {
        if (index == arraySize + 1L && value != LuaNil.NIL) {
            addElement(value);
            adoptFollowers();
        } else if (index >= 1 && index <= arraySize) {
            replaceElement((int) index - 1, value);
        } else {
            putOther(LuaInteger.of(index), value);
        }
        return this;
    }

    /**
     * Sets the value of a key. A nil value removes the key.
     *
     * @return this table
     * @throws ValueException if the key is nil or NaN
     */
    public LuaTable put(LuaValue key, LuaValue value) {
        // Final classes first: to learn that a string is no number, the JVM looks through all its interfaces.
        if (key instanceof LuaString) {
            putOther(key, value);
            return this;
        }
        if (key instanceof LuaNumber number) {
            if (number.isInteger()) {
                return put(number.longValue(), value);
            }
            if (Double.isNaN(number.doubleValue())) {
                throw new ValueException("table key: nan (expected: any value but nil and NaN)");
            }
        } else if (key == LuaNil.NIL) {
            throw new ValueException("table key: nil (expected: any value but nil and NaN)");
        }
        putOther(key, value);
        return this;
    }

    private void putOther(LuaValue key, LuaValue value) {
        if (value == LuaNil.NIL) {
            if (others != null) {
                others.remove(key);
            }
            return;
        }
        if (others == null) {
            others = new OrderedPairs();
        }
        others.put(key, value);
    }

    private LuaValue element(int at) {
        LuaValue value = array[at];
        return value == null ? LuaNil.NIL : value;
    }

    private void addElement(LuaValue value) {
        if (arraySize == array.length) {
            array = Arrays.copyOf(array, Math.max(FIRST_CAPACITY, arraySize + (arraySize >> 1)));
        }
        array[arraySize++] = value;
    }

    /**
     * An element set to nil leaves a hole. Nothing moves: a peer may take elements away and put them back as often as
     * its message has room for.
     */
    private void replaceElement(int at, LuaValue value) {
        boolean wasHole = array[at] == LuaNil.NIL;
        boolean isHole = value == LuaNil.NIL;
        array[at] = value;
        holes += (isHole ? 1 : 0) - (wasHole ? 1 : 0);
        if (isHole) {
            border = Math.min(border, at);
            while (arraySize > 0 && array[arraySize - 1] == LuaNil.NIL) {
                array[--arraySize] = null;
                holes--;
            }
        }
    }

    private void adoptFollowers() {
        if (others == null || others.size() == 0) {
            return;
        }
        LuaValue follower;
        while ((follower = others.remove(LuaInteger.of(arraySize + 1L))) != null) {
            addElement(follower);
        }
    }

    /** Visits the pairs: the array part first, in order, then the others in the order of their insertion. */
    public void forEach(BiConsumer<? super LuaValue, ? super LuaValue> visitor) {
        forEachFrom(0, visitor);
    }

    /** Visits the pairs behind the array part. */
    void forEachOther(BiConsumer<? super LuaValue, ? super LuaValue> visitor) {
        forEachFrom(length(), visitor);
    }

    private void forEachFrom(int start, BiConsumer<? super LuaValue, ? super LuaValue> visitor) {
        for (int i = start; i < arraySize; i++) {
            LuaValue element = element(i);
            if (element != LuaNil.NIL) {
                visitor.accept(LuaInteger.of(i + 1L), element);
            }
        }
        if (others != null) {
            others.forEach(visitor);
        }
    }

    /**
     * The number of places for {@link #keyAt} and {@link #valueAt}, which lead through the pairs in the order of
     * {@link #forEach}. For codecs: nothing is made for the walk, and nobody is called.
     */
    public int placeCount() {
        return arraySize + (others == null ? 0 : others.placeCount());
    }

    /** The key at a place, counted from 0; null where there is no pair, since one was removed. */
    public @Nullable LuaValue keyAt(int place) {
        if (place < arraySize) {
            return array[place] == LuaNil.NIL ? null : LuaInteger.of(place + 1L);
        }
        return others == null ? null : others.keyAt(place - arraySize);
    }

    /** The value at a place; nil where there is no pair. */
    public LuaValue valueAt(int place) {
        if (place < arraySize) {
            return element(place);
        }
        return others == null ? LuaNil.NIL : others.valueAt(place - arraySize);
    }

    /** The pairs as they are now, in the order of {@link #forEach}. */
    public List<Map.Entry<LuaValue, LuaValue>> entries() {
        var entries = new ArrayList<Map.Entry<LuaValue, LuaValue>>(size());
        forEach((key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }

    /** Shows the shape, never the contents: those may be huge, or contain the table itself. */
    @Override
    public String toString() {
        return "table: " + size() + (size() == 1 ? " pair" : " pairs");
    }
}
