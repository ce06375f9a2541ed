package io.perigee.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** The figures as a picture: one panel for each mode, one row for each contender, on a logarithmic scale. */
final class Chart {
    private static final int WIDTH = 860;
    private static final int MARGIN = 24;
    private static final int HEAD = 92;
    private static final int PANEL_HEAD = 40;
    private static final int PANEL_GAP = 26;
    private static final int ROW = 22;
    private static final int FOOT = 44;
    private static final int PLOT_LEFT = 206;
    private static final int PLOT_RIGHT = 640;
    private static final int HELD_RIGHT = 736;
    private static final int FREE_RIGHT = 836;
    private static final int LEGEND_LEFT = 646;

    private static final String STYLE = """
            svg { font: 13px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
            .paper { fill: #ffffff; stroke: #d1d9e0; }
            text { fill: #1f2328; }
            .title { font-size: 18px; font-weight: 600; }
            .panel { font-size: 14px; font-weight: 600; }
            .quiet, .tick { fill: #59636e; }
            .tick { font-size: 11px; }
            .grid { stroke: #d1d9e0; stroke-width: 1; }
            .lane { stroke: #d1d9e0; stroke-width: 1; stroke-dasharray: 1 3; }
            .own { font-weight: 600; fill: #0969da; }
            .band { fill: #0969da; fill-opacity: 0.08; }
            .link { stroke-width: 2; stroke-opacity: 0.5; }
            .held { stroke-width: 2; }
            .free { stroke-width: 2; fill: #ffffff; }
            .perigee { stroke: #0969da; } .perigee.held { fill: #0969da; }
            .legend { stroke: #59636e; } .legend.held { fill: #59636e; }
            .limit { stroke: #8c959f; } .limit.held { fill: #8c959f; }
            .peer { stroke: #bc4c00; } .peer.held { fill: #bc4c00; }
            @media (prefers-color-scheme: dark) {
              .paper { fill: #0d1117; stroke: #3d444d; }
              text { fill: #f0f6fc; }
              .quiet, .tick { fill: #9198a1; }
              .grid, .lane { stroke: #3d444d; }
              .own { fill: #58a6ff; }
              .band { fill: #58a6ff; fill-opacity: 0.12; }
              .free { fill: #0d1117; }
              .perigee { stroke: #58a6ff; } .perigee.held { fill: #58a6ff; }
              .legend { stroke: #9198a1; } .legend.held { fill: #9198a1; }
              .limit { stroke: #818b98; } .limit.held { fill: #818b98; }
              .peer { stroke: #f0883e; } .peer.held { fill: #f0883e; }
            }
            """;

    private final Figures figures;
    private final StringBuilder svg = new StringBuilder();

    private Chart(Figures figures) {
        this.figures = figures;
    }

    static String draw(Figures figures) {
        return new Chart(figures).draw();
    }

    private String draw() {
        var panels = new ArrayList<Panel>();
        panel(panels, "One at a time", Set.of(Mode.BLOCKING));
        panel(panels, "256 in flight, called from one thread", Set.of(Mode.ONE_THREAD));
        panel(panels, "256 in flight, next call from the completion", Set.of(Mode.COMPLETION));
        panel(panels, "256 in flight, procedures that may block", Mode.DEFAULTS);
        panel(panels, "16 KiB strings echoed, 32 in flight, MB/s", Set.of(Mode.BYTES));

        int height = HEAD + FOOT;
        for (Panel panel : panels) {
            height += panel.height() + PANEL_GAP;
        }
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">"
                .formatted(WIDTH, height, WIDTH, height));
        line("<title>Calls per second, by contender and mode</title>");
        line("<style>\n" + STYLE + "</style>");
        line("<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>"
                .formatted(WIDTH - 1, height - 1));
        head();
        Scale calls = Scale.around(panels.stream()
                .filter(panel -> !panel.isBytes())
                .flatMap(panel -> panel.rows.stream())
                .toList());
        int top = HEAD;
        for (Panel panel : panels) {
            draw(panel, panel.isBytes() ? Scale.around(panel.rows) : calls, top);
            top += panel.height() + PANEL_GAP;
        }
        text("quiet", MARGIN, height - 20, "start", foot());
        line("</svg>");
        return svg.toString();
    }

    private void panel(List<Panel> panels, String title, Set<Mode> modes) {
        var rows = new ArrayList<Row>();
        for (Mode mode : modes) {
            for (String contender : figures.contenders()) {
                OptionalDouble held = rate(contender, mode, Placement.HELD);
                OptionalDouble free = rate(contender, mode, Placement.FREE);
                if (held.isPresent() || free.isPresent()) {
                    rows.add(new Row(contender, label(contender, mode), held, free));
                }
            }
        }
        rows.sort(Comparator.comparingDouble(Row::best).reversed());
        if (!rows.isEmpty()) {
            panels.add(new Panel(title, modes.contains(Mode.BYTES), rows));
        }
    }

    private OptionalDouble rate(String contender, Mode mode, Placement placement) {
        return figures.of(contender, mode, placement).median(Figure::rate);
    }

    private String label(String contender, Mode mode) {
        return Mode.DEFAULTS.contains(mode) ? contender + ", JDK " + jdk(mode) : contender;
    }

    private int jdk(Mode mode) {
        return figures.all().stream()
                .filter(figure -> figure.mode() == mode)
                .mapToInt(Figure::jdk)
                .findFirst()
                .orElse(0);
    }

    private void head() {
        text("title", MARGIN, 40, "start", "Calls per second");
        text("quiet", MARGIN, 64, "start", "Client and server in two JVMs over loopback; logarithmic scale.");
        legend("legend held", 40, "both JVMs held on one core");
        legend("legend free", 64, "both JVMs free on two cores");
    }

    private void legend(String type, int base, String meaning) {
        circle(type, LEGEND_LEFT, base - 4);
        text("quiet", LEGEND_LEFT + 12, base, "start", meaning);
    }

    private String foot() {
        int jdk = figures.all().stream()
                .filter(figure -> figure.mode() != Mode.VIRTUAL_THREADS)
                .mapToInt(Figure::jdk)
                .findFirst()
                .orElse(0);
        int rounds = figures.rounds();
        return (rounds == 1 ? "One round" : "Medians of " + rounds + " rounds") + " in fresh JVMs, JDK " + jdk
                + ". netty-echo, the limit: frames gathered by hand, never looked at.";
    }

    private void draw(Panel panel, Scale scale, int top) {
        text("panel", MARGIN, top + 16, "start", panel.title);
        text("quiet", HELD_RIGHT, top + 16, "end", "one core");
        text("quiet", FREE_RIGHT, top + 16, "end", "two cores");
        int first = top + PANEL_HEAD;
        int bottom = first + panel.rows.size() * ROW;
        for (double value : scale.ticks()) {
            int x = scale.x(value);
            line("<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>".formatted(x, first - 4, x, bottom));
            text("tick", x, first - 9, "middle", round(value));
        }
        int y = first;
        for (Row row : panel.rows) {
            draw(row, scale, y);
            y += ROW;
        }
    }

    private void draw(Row row, Scale scale, int y) {
        int middle = y + ROW / 2;
        int base = middle + 4;
        boolean own = row.kind().equals("perigee");
        if (own) {
            line("<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
                    .formatted(MARGIN - 8, y, WIDTH - 2 * MARGIN + 16, ROW));
        }
        line("<line class=\"lane\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                .formatted(PLOT_LEFT, middle, PLOT_RIGHT, middle));
        text(own ? "own" : "", MARGIN, base, "start", row.label);
        if (row.held.isPresent() && row.free.isPresent()) {
            line("<line class=\"link %s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                    .formatted(
                            row.kind(),
                            scale.x(row.held.getAsDouble()),
                            middle,
                            scale.x(row.free.getAsDouble()),
                            middle));
        }
        row.free.ifPresent(value -> circle(row.kind() + " free", scale.x(value), middle));
        row.held.ifPresent(value -> circle(row.kind() + " held", scale.x(value), middle));
        text(own ? "own" : "", HELD_RIGHT, base, "end", brief(row.held));
        text(own ? "own" : "", FREE_RIGHT, base, "end", brief(row.free));
    }

    private void circle(String type, int x, int y) {
        line("<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4.5\"/>".formatted(type, x, y));
    }

    private void text(String type, int x, int y, String anchor, String content) {
        line("<text%s x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>"
                .formatted(
                        type.isEmpty() ? "" : " class=\"" + type + "\"",
                        x,
                        y,
                        anchor,
                        content.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private void line(String element) {
        svg.append(element).append('\n');
    }

    /** Three digits, and the unit. */
    private static String brief(OptionalDouble value) {
        if (value.isEmpty()) {
            return "–";
        }
        double v = value.getAsDouble();
        return v >= 999_500
                ? digits(v / 1e6) + " M"
                : v >= 9_995 ? digits(v / 1e3) + " k" : String.format(Locale.ROOT, "%,.0f", v);
    }

    private static String digits(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String round(double value) {
        return value >= 1e6
                ? Math.round(value / 1e6) + " M"
                : value >= 1e3 ? Math.round(value / 1e3) + " k" : Long.toString(Math.round(value));
    }

    /** Logarithms to the base of ten. */
    private record Scale(double low, double high) {
        private static final double AIR = 0.15;

        static Scale around(List<Row> rows) {
            double least = rows.stream().mapToDouble(Row::least).min().orElse(1);
            double most = rows.stream().mapToDouble(Row::best).max().orElse(10);
            return new Scale(Math.log10(Math.max(1, least)) - AIR, Math.log10(Math.max(10, most)) + AIR);
        }

        /** The powers of ten, and 2 and 5 times them where there is room. */
        List<Double> ticks() {
            int[] factors = high - low > 2.5 ? new int[] {1} : new int[] {1, 2, 5};
            var ticks = new ArrayList<Double>();
            for (int decade = (int) Math.floor(low); decade <= high; decade++) {
                for (int factor : factors) {
                    double value = factor * Math.pow(10, decade);
                    if (Math.log10(value) >= low && Math.log10(value) <= high) {
                        ticks.add(value);
                    }
                }
            }
            return ticks;
        }

        int x(double value) {
            double part = (Math.log10(Math.max(1, value)) - low) / (high - low);
            return (int) Math.round(PLOT_LEFT + part * (PLOT_RIGHT - PLOT_LEFT));
        }
    }

    private record Panel(String title, boolean isBytes, List<Row> rows) {
        int height() {
            return PANEL_HEAD + rows.size() * ROW;
        }
    }

    private record Row(String contender, String label, OptionalDouble held, OptionalDouble free) {
        String kind() {
            if (contender.startsWith(Contenders.PERIGEE)) {
                return "perigee";
            }
            return Contenders.own().contains(contender) ? "limit" : "peer";
        }

        double best() {
            return Math.max(held.orElse(0), free.orElse(0));
        }

        double least() {
            return Math.min(held.orElse(Double.MAX_VALUE), free.orElse(Double.MAX_VALUE));
        }
    }
}
