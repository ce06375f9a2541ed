package io.perigee.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what was measured before. */
@Command(name = "report", mixinStandardHelpOptions = true, description = "Prints the table and the bar of a CSV file.")
final class ReportCommand implements Callable<Integer> {

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("src", "bench", "results.csv");

    @Override
    public Integer call() throws IOException {
        var figures = new Figures(Figure.read(csv));
        new Report(figures, System.out).print();
        new Bar(figures, System.out).print();
        return 0;
    }
}
