package io.perigee.faults;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Why connections ended, with how often; what section 8 of the specification does not know is not documented. */
final class EndReasons {
    private static final List<Pattern> DOCUMENTED = List.of(
            Pattern.compile("(connection closed by the peer)"),
            Pattern.compile("(closed)"),
            Pattern.compile("(?i).*(connection reset|broken pipe).*"),
            Pattern.compile(
                    "(keep-alive|size-limit|unknown-type|frame-timeout|duplicate-number|unexpected-response|tls-unexpected): .*"));

    private final Map<String, Integer> documented = new TreeMap<>();
    private final Map<String, Integer> others = new TreeMap<>();

    void add(String reason, int count) {
        for (Pattern pattern : DOCUMENTED) {
            var matcher = pattern.matcher(reason);
            if (matcher.matches()) {
                documented.merge(matcher.group(1), count, Integer::sum);
                return;
            }
        }
        others.merge(reason, count, Integer::sum);
    }

    /** Those that no document names. */
    Map<String, Integer> others() {
        return others;
    }

    @Override
    public String toString() {
        var text = new StringJoiner(", ");
        documented.forEach((reason, count) -> text.add(reason + " " + count));
        others.forEach((reason, count) -> text.add("NOT DOCUMENTED: " + reason + " " + count));
        return text.toString();
    }
}
