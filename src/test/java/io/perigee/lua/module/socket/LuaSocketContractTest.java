package io.perigee.lua.module.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.testing.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same script prints the same lines with LuaSocket itself and with the module of the host. */
class LuaSocketContractTest {
    @ParameterizedTest
    @CsvSource({"lua5.1, lua51", "lua5.4, lua54", "luajit, luajit"})
    void answersAsLuaSocketDoes(String interpreter, String engine, @TempDir Path directory) throws Exception {
        String script = SocketScript.resource("/lua/socket-contract.lua");
        Path file = Files.writeString(directory.resolve("socket-contract.lua"), script);
        List<String> expected;
        try (var process = Processes.lua(interpreter, file.toAbsolutePath().toString())) {
            expected = process.finish();
        }
        assertThat(expected).hasSizeGreaterThan(150);
        try (var embedded = new SocketScript(engine)) {
            embedded.run(script);
            assertThat(embedded.printed()).containsExactlyElementsOf(expected);
        }
    }
}
