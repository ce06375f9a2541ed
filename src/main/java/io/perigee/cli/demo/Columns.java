package io.perigee.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two columns with arrows between them, and the time in the margin. */
final class Columns {
    private static final int TIME_WIDTH = 10;
    private static final int ARROW_WIDTH = 14;
    private static final int COLUMN_WIDTH = 38;
    private static final int WIDTH = TIME_WIDTH + 2 + COLUMN_WIDTH + ARROW_WIDTH + COLUMN_WIDTH;

    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean color;

    Columns(PrintStream out, boolean color) {
        this.out = out;
        this.color = color;
    }

    void head(String left, String right) {
        out.println(" ".repeat(TIME_WIDTH + 2) + styled(BOLD, pad(left, COLUMN_WIDTH + ARROW_WIDTH) + right));
        out.println(styled(DIM, "─".repeat(WIDTH)));
        out.flush();
    }

    void heading(String title) {
        out.println();
        out.println(" ".repeat(TIME_WIDTH + 2) + styled(BOLD, title));
        out.flush();
    }

    /** A message that went from the left to the right, or came from there. */
    void message(long nanos, boolean toTheRight, int seq, String text, boolean error) {
        String time = String.format(Locale.ROOT, "%" + (TIME_WIDTH - 3) + ".1f ms", nanos / 1e6);
        String number = pad("#" + seq, 5);
        String arrow = toTheRight ? "  ── " + number + "──▶" : "  ◀─ " + number + "───";
        List<String> lines = wrap(text);
        for (int i = 0; i < lines.size(); i++) {
            String margin = i == 0 ? styled(DIM, time) : " ".repeat(TIME_WIDTH);
            String middle = pad(i == 0 ? arrow : "", ARROW_WIDTH);
            String line = lines.get(i);
            String left = toTheRight ? line : "";
            String padding = " ".repeat(COLUMN_WIDTH - left.codePointCount(0, left.length()));
            String style = error ? RED : "";
            out.println(
                    (margin + "  " + styled(style, left) + padding + middle + (toTheRight ? "" : styled(style, line)))
                            .stripTrailing());
        }
        out.flush();
    }

    /** Breaks at spaces where there are any. */
    private static List<String> wrap(String text) {
        var lines = new ArrayList<String>();
        String rest = text;
        String indent = "";
        while (indent.length() + rest.length() > COLUMN_WIDTH) {
            int room = COLUMN_WIDTH - indent.length();
            int space = rest.lastIndexOf(' ', room);
            int end = space > 0 ? space : room;
            lines.add(indent + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
            indent = "  ";
        }
        lines.add(indent + rest);
        return lines;
    }

    private String styled(String style, String text) {
        return color && !style.isEmpty() && !text.isEmpty() ? style + text + PLAIN : text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }
}
