package io.perigee.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.cli.replay.Report.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are the contract: the codec passes every row of every file that needs no connection. */
class VectorsTest {
    private static final Path VECTORS = Path.of(System.getProperty("perigee.root", "."), "test-vectors");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "luatobin-values.json",
                "luatobin-limits.json",
                "luatobin-errors.json",
                "lua-rpc-duplex.json",
                "lua-rpc-objects.json",
                "msgpack-values.json",
                "msgpack-errors.json",
            })
    void codecs(String file) throws IOException {
        Report report = Replay.of(List.of(VECTORS.resolve(file)), List.of()).run(Peers.none());
        assertThat(report.results()).isNotEmpty().allMatch(row -> row.outcome() == Outcome.PASSED);
    }
}
