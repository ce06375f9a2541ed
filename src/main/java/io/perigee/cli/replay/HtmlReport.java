package io.perigee.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.cli.replay.Report.Outcome;
import io.perigee.cli.replay.Report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports for readers: one page that needs nothing but itself, with every case, to be searched and filtered. */
public final class HtmlReport {
    private static final String TEMPLATE = "report.html";
    private static final Pattern PART = Pattern.compile("@([a-z]+)@");
    /** How much of a row is shown: rows may have megabytes. */
    private static final int SHOWN_CHARS = 300;

    private final Map<Family, List<Result>> families = new LinkedHashMap<>();

    private HtmlReport(Report report) {
        for (Result result : report.results()) {
            families.computeIfAbsent(result.family(), family -> new ArrayList<>())
                    .add(result);
        }
    }

    /**
     * @param peer what was tested, in words
     * @param version of the program that tested it
     */
    public static void write(Report report, Path path, String peer, String version) throws IOException {
        var page = new HtmlReport(report);
        Map<String, String> parts = Map.of(
                "peer", escape(peer),
                "version", escape(version),
                "time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "summary", escape(report.summary() + skipped(report)),
                "families", page.overview(),
                "options", page.options(),
                "cases", page.cases());
        Files.writeString(path, filled(template(), parts));
    }

    private static String skipped(Report report) {
        long skipped = report.count(Outcome.SKIPPED);
        return skipped == 0 ? "" : ", " + skipped + " skipped";
    }

    private static String template() throws IOException {
        try (var in = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
    }

    /** In one pass, since what is filled in may hold anything. */
    private static String filled(String template, Map<String, String> parts) {
        return PART.matcher(template)
                .replaceAll(part -> Matcher.quoteReplacement(parts.getOrDefault(part.group(1), part.group())));
    }

    private String overview() {
        var out = new StringBuilder();
        families.forEach((family, results) -> {
            var report = new Report(results);
            out.append("<tr><td><a href=\"#").append(id(family)).append("\">");
            out.append(escape(name(family))).append("</a></td><td class=\"dim\">");
            out.append(escape(results.get(0).row().file())).append("</td>");
            for (Outcome outcome : List.of(Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED)) {
                long count = report.count(outcome);
                out.append("<td class=\"n ")
                        .append(count == 0 ? "dim" : css(outcome))
                        .append("\">");
                out.append(count).append("</td>");
            }
            long nanos = results.stream().mapToLong(Result::nanos).sum();
            out.append(String.format(Locale.ROOT, "<td class=\"n dim\">%.1f</td></tr>%n", nanos / 1e9));
        });
        return out.toString();
    }

    private String options() {
        var out = new StringBuilder();
        families.keySet().forEach(family -> out.append("<option value=\"")
                .append(id(family))
                .append("\">")
                .append(escape(name(family)))
                .append("</option>"));
        return out.toString();
    }

    private String cases() {
        var out = new StringBuilder();
        families.forEach((family, results) -> {
            out.append("<section id=\"").append(id(family)).append("\">\n<h2>");
            out.append(escape(name(family))).append("</h2>\n<table><tbody>\n");
            results.forEach(result -> row(out, result));
            out.append("</tbody></table>\n</section>\n");
        });
        return out.toString();
    }

    private static void row(StringBuilder out, Result result) {
        String outcome = css(result.outcome());
        Row row = result.row();
        out.append("<tr data-outcome=\"")
                .append(outcome)
                .append("\"><td class=\"id\">")
                .append(escape(row.id()));
        out.append("</td><td class=\"outcome ").append(outcome).append("\">").append(outcome);
        out.append("</td><td class=\"what\"><details><summary>")
                .append(escape(row.name()))
                .append("</summary><code>");
        row.fields().forEach((field, json) -> {
            if (!field.equals("case") && !field.equals("name")) {
                out.append(escape(field))
                        .append(": ")
                        .append(escape(shorten(json)))
                        .append("<br>");
            }
        });
        out.append("</code></details>");
        if (!result.detail().isEmpty()) {
            out.append("<code class=\"").append(outcome).append("\">").append(escape(shorten(result.detail())));
            out.append("</code>");
        }
        out.append(String.format(Locale.ROOT, "</td><td class=\"n dim\">%.0f ms</td></tr>%n", result.nanos() / 1e6));
    }

    private static String name(Family family) {
        return (family.number().isEmpty() ? "" : family.number() + " ") + family.chapter() + ": " + family.title();
    }

    private static String id(Family family) {
        return "f-" + (family.number() + family.chapter() + family.title()).replaceAll("[^A-Za-z0-9]", "-");
    }

    private static String css(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN_CHARS
                ? text
                : text.substring(0, SHOWN_CHARS) + "… (" + text.length() + " characters)";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
