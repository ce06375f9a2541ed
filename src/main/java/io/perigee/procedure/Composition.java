package io.perigee.procedure;

import io.perigee.value.Conversion;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.Optional;

/** Makes one value of a namespace: a table of the values registered below a name. */
final class Composition {
    /** As deep as a value may be on the wire. */
    private static final int MAX_DEPTH = 64;

    private int nodesLeft = Conversion.DEFAULT_MAX_NODES;

    /** Empty if there is a procedure in it, or more than a value may hold. */
    static Optional<LuaValue> of(NameTree.Node node, NameTree.Content content) {
        return new Composition().compose(node, content, 0);
    }

    private Optional<LuaValue> compose(NameTree.Node node, NameTree.Content content, int depth) {
        if (content.procedure() != null || node.holdsProcedures() || depth > MAX_DEPTH || --nodesLeft < 0) {
            return Optional.empty();
        }
        LuaValue value = content.value();
        var children = node.children();
        if (value != null && (children.isEmpty() || !(value instanceof LuaTable))) {
            return Optional.of(value);
        }
        if (value == null && children.isEmpty() && depth > 0) {
            // Taken away a moment ago.
            return Optional.of(LuaNil.NIL);
        }
        var table = new LuaTable();
        if (value instanceof LuaTable own) {
            nodesLeft -= own.size();
            own.forEach(table::put);
        }
        for (var child : children) {
            LuaValue key = key(child.getKey());
            var composed = compose(child.getValue(), content(child.getValue(), table.get(key)), depth + 1);
            if (composed.isEmpty()) {
                return composed;
            }
            table.put(key, composed.get());
        }
        return Optional.of(table);
    }

    /** What a node stands for: its own, or what the value above it has in its place. */
    private static NameTree.Content content(NameTree.Node node, LuaValue inherited) {
        NameTree.Content own = node.content();
        return own.isNothing() && !inherited.isNil() ? new NameTree.Content(null, inherited) : own;
    }

    /** An index where a path would look for one first. */
    private static LuaValue key(LuaString segment) {
        long index = Segments.index(segment);
        return index >= 0 && Long.toString(index).length() == segment.length() ? LuaValue.of(index) : segment;
    }
}
