package io.perigee.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list of arguments or results, as Lua passes them: nil counts, and what is beyond the end is nil.
 *
 * <p>As a view it stands for its first value, so that the common call with one result reads {@code call("add", 1,
 * 2).asLong()}. Immutable.
 */
public abstract sealed class LuaValues implements LuaView {
    private static final LuaValues EMPTY = new Many(new LuaValue[0]);

    private LuaValues() {}

    public static LuaValues empty() {
        return EMPTY;
    }

    public static LuaValues of(LuaValue value) {
        return new One(value);
    }

    public static LuaValues of(LuaValue first, LuaValue second) {
        return new Two(first, second);
    }

    public static LuaValues of(LuaValue... values) {
        return wrap(values.clone());
    }

    /** A list on this very array, without a copy: whoever hands it over must never change it again. */
    public static LuaValues wrap(LuaValue[] values) {
        return switch (values.length) {
            case 0 -> EMPTY;
            case 1 -> new One(values[0]);
            case 2 -> new Two(values[0], values[1]);
            default -> new Many(values);
        };
    }

    /** Several values, each converted as {@link LuaValue#from} does. */
    public static LuaValues from(@Nullable Object... objects) {
        var values = new LuaValue[objects.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = FromJava.convert(objects[i], i);
        }
        return wrap(values);
    }

    public abstract int size();

    /** The value at {@code index}, counted from 0; nil beyond the end. */
    public abstract LuaValue get(int index);

    /** The value at {@code index}, counted from 0, with a path that names it: {@code result[1]} for the first. */
    public LuaView view(int index) {
        return view("result", index);
    }

    /** As {@link #view(int)}, for values that are no results: {@code argument[1]}. */
    public LuaView view(String what, int index) {
        return new LuaElement(what, index, get(index));
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** The values behind the first {@code count}; none if there are no more. */
    public LuaValues skip(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
        }
        var rest = new LuaValue[Math.max(0, size() - count)];
        Arrays.setAll(rest, i -> get(count + i));
        return wrap(rest);
    }

    /** All values; the list does not change. */
    public List<LuaValue> toList() {
        return new AbstractList<>() {
            @Override
            public LuaValue get(int index) {
                return LuaValues.this.get(Objects.checkIndex(index, LuaValues.this.size()));
            }

            @Override
            public int size() {
                return LuaValues.this.size();
            }
        };
    }

    @Override
    public LuaValue value() {
        return get(0);
    }

    @Override
    public String path() {
        return "result[1]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaValues values && toList().equals(values.toList());
    }

    @Override
    public int hashCode() {
        return toList().hashCode();
    }

    @Override
    public String toString() {
        return toList().toString();
    }

    private static final class One extends LuaValues {
        private final LuaValue value;

        One(LuaValue value) {
            this.value = value;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public LuaValue get(int index) {
            return index == 0 ? value : LuaNil.NIL;
        }
    }

    /** Most calls have two arguments or fewer, and no need of an array. */
    private static final class Two extends LuaValues {
        private final LuaValue first;
        private final LuaValue second;

        Two(LuaValue first, LuaValue second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public LuaValue get(int index) {
            return index == 0 ? first : index == 1 ? second : LuaNil.NIL;
        }
    }

    private static final class Many extends LuaValues {
        private final LuaValue[] values;

        Many(LuaValue[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public LuaValue get(int index) {
            return index < values.length ? values[index] : LuaNil.NIL;
        }

        @Override
        public String toString() {
            return Arrays.toString(values);
        }
    }
}
