package io.perigee.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table of a few columns: printed for people, with the columns aligned, and written as CSV for programs. */
public final class Rows {
    private static final String GAP = "   ";

    private final List<String[]> rows = new ArrayList<>();

    /** The names of the columns; the first column is text, the others are numbers. */
    public Rows(String... head) {
        rows.add(head);
    }

    public void add(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + rows.get(0).length + ")");
        }
        rows.add(cells);
    }

    /** A number as text, the same in every locale. */
    public static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    public void print(PrintStream out) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? row[i] + padding : GAP + padding + row[i]);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Writes all rows into a file, with the folder that it is in. */
    public void write(Path csv) {
        try {
            Path directory = csv.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.write(csv, rows.stream().map(Rows::csv).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String csv(String[] cells) {
        return String.join(",", Arrays.stream(cells).map(Rows::quoted).toList());
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
