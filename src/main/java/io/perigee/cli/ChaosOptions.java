package io.perigee.cli;

import io.perigee.chaos.Direction;
import io.perigee.chaos.Fault.Kind;
import io.perigee.chaos.FaultPlan;
import io.perigee.chaos.SeededPlan;
import io.perigee.chaos.StreamFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The faults that {@code perigee chaos} injects. */
final class ChaosOptions {
    @Option(
            names = "--direction",
            paramLabel = "WAY",
            converter = DirectionConverter.class,
            description = "Which way is disturbed: to-server, to-client or both. Default: both.")
    private Set<Direction> directions = EnumSet.allOf(Direction.class);

    @Option(
            names = "--probability",
            paramLabel = "P",
            description = "Which part of the connections is disturbed, 0 to 1. Default: 1, which is all.")
    private double probability = 1;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How much later bytes arrive: 5, 2.5s, 300ms, 1m.")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Up to how much later still. Bytes keep their order.")
    private Duration jitter = Duration.ZERO;

    @Option(names = "--slice", paramLabel = "N", description = "Send at most N bytes at once, such as 1.")
    private int slice;

    @Option(
            names = "--bandwidth",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "How many bytes pass in a second: 500, 64k, 1m.")
    private long bandwidth;

    @Option(
            names = "--close-after",
            paramLabel = "BYTES",
            converter = ByteRange.Converter.class,
            description = "End the connection then; both ends see the end of the stream.")
    private @Nullable ByteRange closeAfter;

    @Option(
            names = "--reset-after",
            paramLabel = "BYTES",
            converter = ByteRange.Converter.class,
            description = "Reset the connection then.")
    private @Nullable ByteRange resetAfter;

    @Option(
            names = "--half-close-after",
            paramLabel = "BYTES",
            converter = ByteRange.Converter.class,
            description = "End this direction then; the other one goes on.")
    private @Nullable ByteRange halfCloseAfter;

    @Option(
            names = "--stall-after",
            paramLabel = "BYTES",
            converter = ByteRange.Converter.class,
            description = "Let nothing pass from then on, and tell nobody.")
    private @Nullable ByteRange stallAfter;

    @Option(
            names = "--stall-for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long a stall lasts. Default: for good.")
    private @Nullable Duration stallFor;

    @Option(
            names = "--flip",
            paramLabel = "P",
            description = "Flip one bit of a byte, with this probability of each byte.")
    private double flip;

    FaultPlan plan(long seed) {
        var draws = new ArrayList<SeededPlan.Draw>();
        add(draws, Kind.CLOSE, closeAfter, Duration.ZERO);
        add(draws, Kind.RESET, resetAfter, Duration.ZERO);
        add(draws, Kind.HALF_CLOSE, halfCloseAfter, Duration.ZERO);
        if (stallFor != null && stallAfter == null) {
            throw new IllegalArgumentException("--stall-for: alone (expected: with --stall-after)");
        }
        add(draws, Kind.STALL, stallAfter, stallFor == null ? Duration.ZERO : stallFor);
        var steady = StreamFaults.NONE
                .withDelay(latency, jitter)
                .withSlices(slice)
                .withBandwidth(bandwidth)
                .withFlips(flip);
        return new SeededPlan(seed, probability, directions, steady, draws);
    }

    private static void add(List<SeededPlan.Draw> draws, Kind kind, @Nullable ByteRange bytes, Duration lasts) {
        if (bytes != null) {
            draws.add(new SeededPlan.Draw(kind, bytes.from(), bytes.to(), lasts));
        }
    }

    static final class DirectionConverter implements ITypeConverter<Set<Direction>> {
        @Override
        public Set<Direction> convert(String text) {
            return switch (text) {
                case "to-server" -> Set.of(Direction.TO_SERVER);
                case "to-client" -> Set.of(Direction.TO_CLIENT);
                case "both" -> Set.of(Direction.values());
                default -> throw new TypeConversionException(text + " (expected: to-server, to-client or both)");
            };
        }
    }
}
