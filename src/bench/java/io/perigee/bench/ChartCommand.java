package io.perigee.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws what was measured before. */
@Command(name = "chart", mixinStandardHelpOptions = true, description = "Draws the chart of a CSV file.")
final class ChartCommand implements Callable<Integer> {

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("src", "bench", "results.csv");

    @Option(names = "--svg", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path svg = Path.of("src", "bench", "results.svg");

    @Override
    public Integer call() throws IOException {
        Files.writeString(svg, Chart.draw(new Figures(Figure.read(csv))));
        return 0;
    }
}
