package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.gateway.json.luau.Library;
import io.perigee.gateway.json.luau.LuauModule;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Processes;
import io.perigee.testing.Readme;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LuneRecipeTest {
    // recipe: lune-interface
    interface Numpy {
        double add(double a, double b);

        double dot(List<Double> a, List<Double> b);

        double mean(List<Double> numbers);
    }
    // end

    @Test
    void anInterfaceCallsADaemonOfPython() {
        try (var python = Processes.python("python/numpylike.py", List.of());
                var daemon =
                        RpcTarget.parse("json+tcp://127.0.0.1:" + python.line()).connect(RpcOptions.DEFAULT)) {
            // recipe: lune
            Numpy numpy = daemon.proxy(Numpy.class);
            assertThat(numpy.add(1.5, 2)).isEqualTo(3.5);
            assertThat(numpy.dot(List.of(1.0, 2.0), List.of(3.0, 4.0))).isEqualTo(11);
            assertThat(numpy.mean(List.of(1.0, 2.0))).isEqualTo(1.5);
            // end
        }
    }

    /** The example of the README, under Luau: each line prints what its comment says. */
    @Test
    void luauPrintsWhatTheReadmeSays(@TempDir Path folder) throws Exception {
        var program = Readme.lua("luau");
        var procedures = new Procedures()
                .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .add("string.upper", call -> call.arg(0).asString().toUpperCase(Locale.ROOT))
                .add("multi", call -> LuaValues.from(1, null, "three"))
                .add("fail", call -> {
                    throw new LuaError(call.arg(0).value());
                });
        var options = RpcOptions.builder().procedures(procedures).build();
        try (var server = RpcTarget.parse("json+tcp://127.0.0.1:0").listen(options)) {
            var target = (RpcTarget.Json) server.target();
            new LuauModule(
                            "app",
                            Library.ofSignatures(procedures.names()),
                            (Address.Tcp) target.address(),
                            target.dialect())
                    .writeTo(folder);
            try (var luau = Processes.luau(Files.writeString(folder.resolve("main.luau"), program.text()))) {
                assertThat(luau.finish()).hasSize(4).isEqualTo(program.printed());
            }
        }
    }
}
