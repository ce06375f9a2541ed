package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.testing.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LuauCommandTest {
    @TempDir
    private Path folder;

    /** What the command is given by its class name. */
    interface Numpy {
        double mean(List<Double> numbers);
    }

    private Run luau(String... args) {
        var all = new java.util.ArrayList<>(List.of("luau"));
        all.addAll(List.of(args));
        all.addAll(List.of("--out", folder.toString()));
        return Run.perigee(all.toArray(String[]::new));
    }

    private String read(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void aPeerTellsWhatItOffers() throws Exception {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (var server = RpcTarget.parse("json+tcp://127.0.0.1:0").listen(options)) {
            Run run = luau("app", "--target", server.target().toString());
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines())
                    .containsExactly(
                            folder.resolve("Modules/app/app.luau").toString(),
                            folder.resolve("Modules/app/daemon.luau").toString(),
                            folder.resolve("Modules/app/json.luau").toString());
            assertThat(read("Modules/app/app.luau"))
                    .contains("multi = function(")
                    .doesNotContain("config", "answer");
            Path main = Files.writeString(
                    folder.resolve("main.luau"),
                    "local app = require('./Modules/app/app') print(app.add(20, 22), app.string.upper('abc'))");
            try (var program = Processes.luau(main)) {
                assertThat(program.finish()).containsExactly("42\tABC");
            }
        }
    }

    @Test
    void anInterfaceTellsTypes() throws Exception {
        Run run = luau("numpy", "--target", "json+tcp://:8006", "--class", Numpy.class.getName(), "--procedure", "dot");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(read("Modules/numpy/numpy.luau"))
                .containsPattern("mean = function\\(\\w+: \\{ number }\\): number\n")
                .contains("dot = function(...: any): ...any\n")
                .contains("host = \"localhost\",\n\tport = 8006,\n\tlittleEndian = false,");
    }

    @Test
    void theFixtureIsKnown() throws Exception {
        assertThat(luau("app", "--target", "json+tcp://:8006?order=little-endian", "--fixture")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(read("Modules/app/app.luau")).contains("upper = function(", "littleEndian = true");
    }

    @Test
    void anInterfaceOfJavaIsWritten() throws Exception {
        Run run = luau(
                "Numpy",
                "--java",
                "my.app",
                "--procedure",
                "linalg.norm(a: {number}, ord: number?): number",
                "--procedure",
                "load(file: string): (any, number)",
                "--procedure",
                "class(): ()");
        assertThat(run.out().strip()).endsWith("my/app/Numpy.java");
        assertThat(read("my/app/Numpy.java")).isEqualTo("""
                package my.app;

                /** The procedures of a daemon, for {@link io.perigee.remote.Caller#proxy}. */
                public interface Numpy {

                    @io.perigee.remote.RpcName("linalg.norm")
                    double norm(java.util.List<Double> a, java.util.Optional<Double> ord);

                    io.perigee.value.LuaValues load(String file);

                    @io.perigee.remote.RpcName("class")
                    void class_();
                }
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a --procedure f | 2 | --target: missing (expected: json+tcp://HOST:PORT
            a --procedure f --target lua-rpc://x:1 | 2 | --target: x:1 (expected: json+tcp://HOST:PORT
            a-b --procedure f --target json+tcp://:1 | 2 | name: a-b (expected: an identifier of Luau
            a --procedure f( --target json+tcp://:1 | 2 | procedure: f( (expected: the name of a parameter
            a --class no.Such --target json+tcp://:1 | 2 | --class: no.Such (expected: a class on the class path
            a --class java.lang.String --target json+tcp://:1 | 2 | class: java.lang.String (expected: an interface
            a --target 127.0.0.1:1 | 3 | connection refused
            """)
    void whatCannotBeWrittenIsTold(String args, int exitCode, String message) {
        Run run = luau(args.split(" "));
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
