package io.perigee.procedure;

import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The dotted names of a registry as the tables that they would be in Lua. Any number of threads read without a lock; one
 * at a time changes it, which is up to the owner.
 */
final class NameTree {
    private final Node root = new Node();

    /** What a name stands for; neither for a namespace. */
    record Content(
            Procedures.@Nullable Entry procedure, @Nullable LuaValue value) {
        static final Content NONE = new Content(null, null);

        boolean isNothing() {
            return procedure == null && value == null;
        }
    }

    /** One name or namespace. */
    static final class Node {
        private final Map<LuaString, Node> children = new ConcurrentHashMap<>(0);
        private volatile Content content = Content.NONE;

        /** How many procedures there are at this name and below it. */
        private volatile int procedures;

        Content content() {
            return content;
        }

        boolean holdsProcedures() {
            return procedures > 0;
        }

        List<Map.Entry<LuaString, Node>> children() {
            var sorted = new ArrayList<>(children.entrySet());
            sorted.sort(Map.Entry.comparingByKey());
            return sorted;
        }

        private boolean isNothing(Content current) {
            return current.isNothing() && children.isEmpty();
        }
    }

    /**
     * What a path leads to: a node of the tree with its content at that moment, or a value inside that of a node.
     */
    record Found(@Nullable Node node, Content content) {
        static final Found NOTHING = new Found(null, Content.NONE);

        boolean isNothing() {
            return node == null && content.isNothing();
        }
    }

    private record Candidate(LuaValue value, int position) {}

    /** Sets what a name stands for; null for both takes it away. */
    void set(LuaString name, Procedures.@Nullable Entry procedure, @Nullable LuaValue value) {
        var nodes = new ArrayList<Node>();
        var keys = new ArrayList<LuaString>();
        Node node = root;
        nodes.add(node);
        var segments = new Segments(name);
        for (LuaString key = segments.next(); key != null; key = segments.next()) {
            node = node.children.computeIfAbsent(key, absent -> new Node());
            keys.add(key);
            nodes.add(node);
        }
        int change = (procedure == null ? 0 : 1) - (node.content.procedure == null ? 0 : 1);
        node.content = procedure == null && value == null ? Content.NONE : new Content(procedure, value);
        for (Node each : nodes) {
            count(each, change);
        }
        for (int i = keys.size(); i > 0 && nodes.get(i).isNothing(nodes.get(i).content); i--) {
            nodes.get(i - 1).children.remove(keys.get(i - 1));
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private static void count(Node node, int change) {
        node.procedures += change;
    }

    /**
     * Follows a path: first along the names, then into the value of the longest name that has one and leads somewhere. A
     * namespace stands for what such a value has in its place, too.
     */
    Found find(LuaString path) {
        var values = new ArrayDeque<Candidate>();
        var segments = new Segments(path);
        Node node = root;
        while (true) {
            Content content = node.content;
            if (content.value != null) {
                values.push(new Candidate(content.value, segments.position()));
            }
            LuaString key = segments.next();
            if (key == null) {
                Content full = content.isNothing() ? inside(values, path).content : content;
                return node.isNothing(full) && node != root ? Found.NOTHING : new Found(node, full);
            }
            Node child = node.children.get(key);
            if (child == null) {
                return inside(values, path);
            }
            node = child;
        }
    }

    private static Found inside(ArrayDeque<Candidate> values, LuaString path) {
        for (Candidate candidate : values) {
            LuaValue value = walk(candidate.value, new Segments(path, candidate.position));
            if (!value.isNil()) {
                return new Found(null, new Content(null, value));
            }
        }
        return Found.NOTHING;
    }

    private static LuaValue walk(LuaValue start, Segments segments) {
        LuaValue value = start;
        for (LuaString key = segments.next(); key != null; key = segments.next()) {
            if (!(value instanceof LuaTable table)) {
                return LuaValue.nil();
            }
            long index = Segments.index(key);
            LuaValue element = index >= 0 ? table.get(index) : LuaValue.nil();
            value = element.isNil() ? table.get(key) : element;
        }
        return value;
    }
}
