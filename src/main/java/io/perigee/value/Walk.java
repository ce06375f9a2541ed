package io.perigee.value;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversion is inside a value: the containers it is in, the path that led there, and how much it may still
 * visit. One walk serves one conversion.
 *
 * <p>Tables that share others are small and expand to trees that are not: a walk therefore counts what it visits. Text
 * is made only for errors.
 */
final class Walk {
    static final int MAX_DEPTH = 64;
    static final int MAX_NODES = 1_000_000;

    /** A long string counts as one node more for each 64 bytes: it is copied as often as it is shared. */
    private static final int BYTES_PER_NODE_SHIFT = 6;

    private static final int INITIAL_DEPTH = 4;

    private static final long THE_VALUE = 0;
    private static final long THE_KEY = 1;

    private final Supplier<String> root;
    private final String container;
    private final int maxNodes;
    private int nodesLeft;
    private int depth;
    private Object[] containers = {};
    private @Nullable Object[] keys = {};
    private long[] indices = {};

    /** @param container what errors call the things that are entered: {@code table} */
    Walk(Supplier<String> root, String container, int maxNodes) {
        this.root = root;
        this.container = container;
        this.maxNodes = maxNodes;
        this.nodesLeft = maxNodes;
    }

    static Walk toJava(LuaView view, int maxNodes) {
        return new Walk(view::path, "table", maxNodes);
    }

    static Walk fromJava(Supplier<String> root) {
        return new Walk(root, "object", MAX_NODES);
    }

    int depth() {
        return depth;
    }

    void node() {
        nodes(1);
    }

    /** Counts the bytes of a string that is copied. */
    void bytes(int count) {
        nodes(count >>> BYTES_PER_NODE_SHIFT);
    }

    void nodes(long count) {
        if (count > nodesLeft) {
            throw new ValueException(root.get() + ": more than " + maxNodes + " nodes (expected: <= " + maxNodes + ")");
        }
        nodesLeft -= (int) count;
    }

    /** True if the walk is inside this very container. */
    boolean isInside(Object candidate) {
        return indexOf(candidate) >= 0;
    }

    /** How deep this container is among those that were entered, from 0, or -1. */
    int indexOf(Object candidate) {
        for (int i = depth - 1; i >= 0; i--) {
            if (containers[i] == candidate) {
                return i;
            }
        }
        return -1;
    }

    int nodesLeft() {
        return nodesLeft;
    }

    /** Takes back what was counted since {@link #nodesLeft} gave this number. */
    void restoreNodes(int nodes) {
        nodesLeft = nodes;
    }

    void enter(Object entered) {
        if (isInside(entered)) {
            throw error(article() + " " + container + " that contains itself", "no cycle");
        }
        if (depth == MAX_DEPTH) {
            throw error((MAX_DEPTH + 1) + " nested " + container + "s", "<= " + MAX_DEPTH);
        }
        if (depth == containers.length) {
            int capacity = depth == 0 ? INITIAL_DEPTH : depth * 2;
            containers = Arrays.copyOf(containers, capacity);
            keys = Arrays.copyOf(keys, capacity);
            indices = Arrays.copyOf(indices, capacity);
        }
        containers[depth] = entered;
        keys[depth] = "";
        depth++;
    }

    private String article() {
        return container.startsWith("o") ? "an" : "a";
    }

    void leave() {
        depth--;
        containers[depth] = "";
    }

    /** The step into the container that was entered last: an index counted from 1. */
    void at(long index) {
        keys[depth - 1] = null;
        indices[depth - 1] = index;
    }

    void at(LuaValue key) {
        keys[depth - 1] = key;
        indices[depth - 1] = THE_VALUE;
    }

    /** The step to the key itself, which is a value too. */
    void atKey(LuaValue key) {
        keys[depth - 1] = key;
        indices[depth - 1] = THE_KEY;
    }

    /** A step whose text is given as it is: {@code .name}. */
    void at(String step) {
        keys[depth - 1] = step;
    }

    String path() {
        var path = new StringBuilder(root.get());
        for (int i = 0; i < depth; i++) {
            Object key = keys[i];
            if (key == null) {
                path.append('[').append(indices[i]).append(']');
            } else if (key instanceof LuaValue value) {
                if (indices[i] == THE_KEY) {
                    PathText.appendKey(path, value);
                } else {
                    PathText.append(path, value);
                }
            } else {
                path.append(key);
            }
        }
        return path.toString();
    }

    ValueException error(String found, String expected) {
        return new ValueException(path() + ": " + found + " (expected: " + expected + ")");
    }

    ValueException mismatch(LuaValue found, String expected) {
        return error(found.type().toString(), expected);
    }
}
