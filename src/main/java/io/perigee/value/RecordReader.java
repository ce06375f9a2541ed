package io.perigee.value;

import java.lang.reflect.TypeVariable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables as records. Keys that are no component are passed over; components without a key are null, empty, or an
 * error if they are primitive.
 */
final class RecordReader extends Reader {
    private final RecordShape shape;
    private final Map<TypeVariable<?>, Reader> variables;

    /** Made at first use, since a record may contain itself. */
    private volatile Reader @Nullable [] parts;

    RecordReader(Class<?> type, Map<TypeVariable<?>, Reader> variables) {
        super(type);
        this.shape = RecordShape.of(type);
        this.variables = variables;
    }

    @Override
    Object convert(LuaValue value, Walk walk) {
        if (!(value instanceof LuaTable table)) {
            throw walk.mismatch(value, "table");
        }
        var readers = parts();
        var components = new @Nullable Object[readers.length];
        walk.enter(table);
        for (int i = 0; i < readers.length; i++) {
            LuaString key = shape.component(i).key();
            walk.at(key);
            components[i] = readers[i].readPart(table.get(key), walk);
        }
        walk.leave();
        return shape.create(components, walk);
    }

    /** Reads a list of values as the components, in their order; the path of each is that in the list. */
    Object readAll(LuaValues values, int maxNodes) {
        var readers = parts();
        var components = new @Nullable Object[readers.length];
        for (int i = 0; i < readers.length; i++) {
            components[i] = readers[i].readPart(values.get(i), Walk.toJava(values.view(i), maxNodes));
        }
        return shape.create(components, new Walk(() -> "results", "table", maxNodes));
    }

    private Reader[] parts() {
        var known = parts;
        if (known == null) {
            known = new Reader[shape.size()];
            for (int i = 0; i < known.length; i++) {
                known[i] = Readers.of(shape.component(i).type(), variables);
            }
            parts = known;
        }
        return known;
    }
}
