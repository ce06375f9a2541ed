package io.perigee.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    /** The values of 1..n; nil where one was taken away, but not at the end. */
    private final ArrayList<LuaValue> array;

    /** How many of the array's values are nil. */
    private int holes;

    /** So many values from the first on are known to be there; {@link #length} looks for more when it is asked. */
    private int border;

    private @Nullable LinkedHashMap<LuaValue, LuaValue> others;

    public LuaTable() {
        this(0);
    }

    /** An empty table with room for {@code capacity} elements of an array. */
    public LuaTable(int capacity) {
        array = new ArrayList<>(capacity);
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
        return array.size() - holes + (others == null ? 0 : others.size());
    }

    /** The length of the array part: 1..length are all there. */
    public int length() {
        if (holes == 0) {
            return array.size();
        }
        int length = border;
        while (!(array.get(length) instanceof LuaNil)) {
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
        return holes == 0 && (others == null || others.isEmpty());
    }

    public LuaValue get(String key) {
        return others == null ? LuaNil.NIL : orNil(others.get(LuaString.of(key)));
    }

    /** The element at {@code index}, counted from 1 as in Lua; nil where there is none. */
    public LuaValue get(long index) {
        if (index >= 1 && index <= array.size()) {
            return array.get((int) index - 1);
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
        int next = array.size() + 1;
        if (index == next && !(value instanceof LuaNil)) {
            array.add(value);
            adoptFollowers();
        } else if (index >= 1 && index < next) {
            replaceElement((int) index, value);
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
        if (key instanceof LuaNumber number) {
            if (number.isInteger()) {
                return put(number.longValue(), value);
            }
            if (Double.isNaN(number.doubleValue())) {
                throw new ValueException("table key: nan (expected: any value but nil and NaN)");
            }
        } else if (key instanceof LuaNil) {
            throw new ValueException("table key: nil (expected: any value but nil and NaN)");
        }
        putOther(key, value);
        return this;
    }

    private void putOther(LuaValue key, LuaValue value) {
        if (value instanceof LuaNil) {
            if (others != null) {
                others.remove(key);
            }
            return;
        }
        if (others == null) {
            others = new LinkedHashMap<>();
        }
        others.put(key, value);
    }

    /**
     * An element set to nil leaves a hole. Nothing moves: a peer may take elements away and put them back as often as
     * its message has room for.
     */
    private void replaceElement(int index, LuaValue value) {
        boolean wasHole = array.set(index - 1, value) instanceof LuaNil;
        boolean isHole = value instanceof LuaNil;
        holes += (isHole ? 1 : 0) - (wasHole ? 1 : 0);
        if (isHole) {
            border = Math.min(border, index - 1);
            for (int last = array.size() - 1; last >= 0 && array.get(last) instanceof LuaNil; last--) {
                array.remove(last);
                holes--;
            }
        }
    }

    private void adoptFollowers() {
        if (others == null || others.isEmpty()) {
            return;
        }
        LuaValue follower;
        while ((follower = others.remove(LuaInteger.of(array.size() + 1L))) != null) {
            array.add(follower);
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
        for (int i = start; i < array.size(); i++) {
            LuaValue element = array.get(i);
            if (!(element instanceof LuaNil)) {
                visitor.accept(LuaInteger.of(i + 1L), element);
            }
        }
        if (others != null) {
            others.forEach(visitor);
        }
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
