package io.perigee.cli;

import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list of flat records, as a table with a column for each field. */
final class RowTable {
    private static final int MAX_COLUMNS = 12;
    private static final int MAX_CELL_CHARS = 60;
    private static final String GAP = "  ";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final List<LuaString> columns;
    private final LuaTable rows;

    private RowTable(List<LuaString> columns, LuaTable rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Null if the value is anything else, or would be too wide. */
    static @Nullable RowTable of(LuaValue value) {
        if (!(value instanceof LuaTable rows) || !rows.isList() || rows.isEmpty()) {
            return null;
        }
        var columns = new LinkedHashSet<LuaString>();
        for (int i = 1; i <= rows.length(); i++) {
            if (!(rows.get(i) instanceof LuaTable row) || row.length() > 0 || !collect(row, columns)) {
                return null;
            }
        }
        return columns.isEmpty() || columns.size() > MAX_COLUMNS ? null : new RowTable(List.copyOf(columns), rows);
    }

    private static boolean collect(LuaTable row, Set<LuaString> columns) {
        for (var field : row.entries()) {
            boolean scalar = !(field.getValue() instanceof LuaTable);
            if (!scalar
                    || !(field.getKey() instanceof LuaString name)
                    || cell(field.getValue()).length() > MAX_CELL_CHARS) {
                return false;
            }
            columns.add(name);
        }
        return true;
    }

    String render(boolean color) {
        var lines = new ArrayList<StringBuilder>();
        for (int i = 0; i <= rows.length(); i++) {
            lines.add(new StringBuilder());
        }
        for (LuaString column : columns) {
            append(lines, column, column.equals(columns.get(columns.size() - 1)));
        }
        if (color) {
            lines.get(0).insert(0, BOLD).append(PLAIN);
        }
        return String.join("\n", lines);
    }

    private void append(List<StringBuilder> lines, LuaString column, boolean last) {
        var cells = new ArrayList<String>();
        cells.add(cell(column));
        boolean numbers = true;
        for (int i = 1; i <= rows.length(); i++) {
            LuaValue value = ((LuaTable) rows.get(i)).get(column);
            numbers &= value.isNil() || value instanceof LuaNumber;
            cells.add(value.isNil() ? "" : cell(value));
        }
        int width = cells.stream().mapToInt(RowTable::width).max().orElse(0);
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(width - width(cell));
            lines.get(i).append(numbers ? padding + cell : last ? cell : cell + padding);
            if (!last) {
                lines.get(i).append(GAP);
            }
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** Strings without quotes where nothing in them needs any: the table shows where they end. */
    private static String cell(LuaValue value) {
        String literal = LuaText.brief(value);
        return value instanceof LuaString && literal.equals("\"" + value + "\"") ? value.toString() : literal;
    }
}
