package io.perigee.value;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads tables with the keys 1..n, holes and all, as lists, sets and arrays. */
final class SequenceReader extends Reader {
    private final Reader element;
    private final Function<List<@Nullable Object>, Object> collector;

    private SequenceReader(Class<?> target, Reader element, Function<List<@Nullable Object>, Object> collector) {
        super(target);
        this.element = element;
        this.collector = collector;
    }

    static Reader list(Class<?> target, Reader element) {
        return new SequenceReader(target, element, list -> list);
    }

    static Reader set(Class<?> target, Reader element) {
        return new SequenceReader(target, element, LinkedHashSet<@Nullable Object>::new);
    }

    static Reader array(Class<?> target, Reader element) {
        return new SequenceReader(target, element, list -> array(target.getComponentType(), list));
    }

    private static Object array(Class<?> component, List<@Nullable Object> elements) {
        Object array = Array.newInstance(component, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    @Override
    Object convert(LuaValue value, Walk walk) {
        if (!(value instanceof LuaTable table)) {
            throw walk.mismatch(value, "table");
        }
        walk.enter(table);
        int length = length(table, walk);
        var elements = new ArrayList<@Nullable Object>(length);
        for (int i = 1; i <= length; i++) {
            walk.at(i);
            elements.add(element.readPart(table.get(i), walk));
        }
        walk.leave();
        return collector.apply(elements);
    }

    /** Reads a list of values as the elements; the path of each is that in the list. */
    Object readAll(LuaValues values, int maxNodes) {
        var elements = new ArrayList<@Nullable Object>(values.size());
        for (int i = 0; i < values.size(); i++) {
            elements.add(element.readPart(values.get(i), Walk.toJava(values.view(i), maxNodes)));
        }
        return collector.apply(elements);
    }

    /**
     * The highest index of a table that is a list, holes and all. Holes count as nodes, so that an index far out costs
     * no memory.
     */
    private static int length(LuaTable table, Walk walk) {
        if (table.isList()) {
            return table.length();
        }
        var highest = new long[] {table.length()};
        table.forEachOther((key, value) -> {
            if (!(key instanceof LuaInteger index) || index.longValue() < 1) {
                walk.at(key);
                throw walk.error("a key that is no index", "a list with the keys 1..n");
            }
            highest[0] = Math.max(highest[0], index.longValue());
        });
        walk.nodes(highest[0] - table.size());
        return (int) highest[0];
    }
}
