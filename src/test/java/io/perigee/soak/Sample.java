package io.perigee.soak;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What one process held at one moment. */
record Sample(String process, double seconds, Map<Measure, Long> values) {

    /** @param line words such as {@code HEAP=4711} */
    static Sample parse(String process, double seconds, String line) {
        var values = new EnumMap<Measure, Long>(Measure.class);
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            values.put(Measure.valueOf(word.substring(0, equals)), Long.parseLong(word.substring(equals + 1)));
        }
        return new Sample(process, seconds, values);
    }

    boolean has(Measure measure) {
        return values.containsKey(measure);
    }

    long of(Measure measure) {
        return values.getOrDefault(measure, 0L);
    }

    static String csvHead() {
        var line = new StringBuilder("seconds,process");
        for (Measure measure : Measure.values()) {
            line.append(',').append(measure.name().toLowerCase(Locale.ROOT));
        }
        return line.toString();
    }

    String csv() {
        var line = new StringBuilder(String.format(Locale.ROOT, "%.1f,%s", seconds, process));
        for (Measure measure : Measure.values()) {
            line.append(',');
            if (has(measure)) {
                line.append(of(measure));
            }
        }
        return line.toString();
    }
}
