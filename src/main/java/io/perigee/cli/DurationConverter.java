package io.perigee.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 5}, {@code 2.5s}, {@code 300ms}, {@code 1m}; seconds without a unit. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");

    @Override
    public Duration convert(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new TypeConversionException(text + " (expected: such as 5, 2.5s, 300ms or 1m)");
        }
        double millisPerUnit =
                switch (String.valueOf(duration.group(2))) {
                    case "ms" -> 1;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 1_000;
                };
        return Duration.ofMillis(Math.round(Double.parseDouble(String.valueOf(duration.group(1))) * millisPerUnit));
    }
}
