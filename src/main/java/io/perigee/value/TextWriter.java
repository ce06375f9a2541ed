package io.perigee.value;

import java.util.Arrays;

/** Writes one value as text. Tables go on one line where they fit, and else on a line for each pair. */
final class TextWriter {
    private static final String INDENT = "  ";

    /** Deep in a value the margin is longer than what follows it, so it counts as well. */
    private static final int MARGIN_CHARS_PER_NODE = 16;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final Walk walk;
    private final StringBuilder out = new StringBuilder();

    /** The numbers of the tables that are being written, by depth; 0 for those that nothing has asked for. */
    private final int[] numbers = new int[Walk.MAX_DEPTH + 1];

    private int lastNumber;

    /** The length that the text must not pass; see {@link #full}. */
    private int limit = UNBOUNDED;

    /** True if the text must come to an end rather than fail. */
    private boolean brief;

    TextWriter(Walk walk) {
        this.walk = walk;
    }

    String write(LuaValue value, int width) {
        pretty(value, width, 0);
        return out.toString();
    }

    String brief(LuaValue value, int maxChars) {
        limit = maxChars;
        brief = true;
        inline(value);
        if (out.length() > maxChars) {
            out.setLength(Character.isHighSurrogate(out.charAt(maxChars - 1)) ? maxChars - 1 : maxChars);
            out.append('…');
        }
        return out.toString();
    }

    private boolean full() {
        return out.length() > limit;
    }

    private void pretty(LuaValue value, int width, int indent) {
        if (!(value instanceof LuaTable table) || width == UNBOUNDED) {
            inline(value);
        } else if (!fits(table, width) && !cycle(table)) {
            lines(table, width, indent);
        }
    }

    private void lines(LuaTable table, int width, int indent) {
        int start = begin(table);
        String margin = INDENT.repeat(indent + 1);
        out.append("{\n");
        table.forEach((key, element) -> {
            walk.nodes(margin.length() / MARGIN_CHARS_PER_NODE);
            out.append(margin);
            walk.at(key);
            if (key(table, key)) {
                out.append(" = ");
            }
            pretty(element, width, indent + 1);
            out.append(",\n");
        });
        out.append(INDENT.repeat(indent)).append('}');
        end(start);
    }

    /** Writes the table on the line that has been begun, if there is room; else leaves no trace. */
    private boolean fits(LuaTable table, int width) {
        int start = out.length();
        int savedLast = lastNumber;
        int[] savedNumbers = Arrays.copyOf(numbers, walk.depth());
        int savedNodes = walk.nodesLeft();
        limit = out.lastIndexOf("\n") + width;
        inline(table);
        boolean fits = !full();
        limit = UNBOUNDED;
        if (!fits) {
            out.setLength(start);
            lastNumber = savedLast;
            System.arraycopy(savedNumbers, 0, numbers, 0, savedNumbers.length);
            walk.restoreNodes(savedNodes);
        }
        return fits;
    }

    private void inline(LuaValue value) {
        if (value instanceof LuaTable table) {
            table(table);
        } else {
            scalar(value);
        }
    }

    private void table(LuaTable table) {
        if (full() || cycle(table)) {
            return;
        }
        if (brief && walk.depth() == Walk.MAX_DEPTH) {
            out.append("{…}");
            return;
        }
        int start = begin(table);
        out.append('{');
        String separator = "";
        for (int i = 1; i <= table.length() && !full(); i++) {
            out.append(separator);
            separator = ", ";
            walk.at(i);
            inline(table.get(i));
        }
        pairs(table, separator);
        out.append('}');
        end(start);
    }

    private void pairs(LuaTable table, String first) {
        if (full() || table.size() == table.length()) {
            // Lists within lists are many for their bytes, and what visits pairs is as large as one of them.
            return;
        }
        var separator = new String[] {first};
        table.forEachOther((key, element) -> {
            if (!full()) {
                out.append(separator[0]);
                separator[0] = ", ";
                walk.at(key);
                key(table, key);
                out.append(" = ");
                inline(element);
            }
        });
    }

    /** Writes what stands before the equals sign; false for an element of the array part, which needs nothing. */
    private boolean key(LuaTable table, LuaValue key) {
        if (key instanceof LuaString name && LuaLiterals.isName(name)) {
            out.append(name);
        } else if (key instanceof LuaInteger index && index.longValue() >= 1 && index.longValue() <= table.length()) {
            return false;
        } else {
            out.append('[');
            inline(key);
            out.append(']');
        }
        return true;
    }

    private void scalar(LuaValue value) {
        walk.node();
        if (value instanceof LuaString string) {
            int room = limit == UNBOUNDED ? UNBOUNDED : Math.max(0, limit - out.length());
            walk.bytes(Math.min(string.length(), room));
            LuaLiterals.string(out, string, room);
        } else if (value instanceof LuaNumber number) {
            out.append(LuaLiterals.number(number));
        } else if (value instanceof LuaFunction || value instanceof LuaUserdata) {
            out.append('<').append(value).append('>');
        } else {
            out.append(value);
        }
    }

    /** Writes the number of a table that is being written already. */
    private boolean cycle(LuaTable table) {
        int depth = walk.indexOf(table);
        if (depth < 0) {
            return false;
        }
        if (numbers[depth] == 0) {
            numbers[depth] = ++lastNumber;
        }
        out.append("<table ").append(numbers[depth]).append('>');
        return true;
    }

    private int begin(LuaTable table) {
        walk.node();
        walk.enter(table);
        numbers[walk.depth() - 1] = 0;
        return out.length();
    }

    private void end(int start) {
        walk.leave();
        int number = numbers[walk.depth()];
        if (number != 0) {
            out.insert(start, "<table " + number + "> ");
        }
    }
}
