package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.RpcTarget;
import io.perigee.cli.replay.Peers;
import io.perigee.cli.replay.Replay;
import io.perigee.cli.replay.Report;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same calls, answered from the same registry, side by side in every dialect. */
@Timeout(60)
class DialectsTest {
    /** Each by the name under which the table has what is different there. */
    private static final Map<String, String> DIALECTS = Map.of(
            "luatobin", "lua-rpc://127.0.0.1:0",
            "msgpack", "lua-rpc://127.0.0.1:0?codec=msgpack",
            "zmq", "zmq+tcp://127.0.0.1:0?peer=perigee",
            "json", "json+tcp://127.0.0.1:0");

    private static final Path CALLS = Path.of(System.getProperty("perigee.root", "."), "test-vectors", "calls.json");

    static Stream<String> dialects() {
        return DIALECTS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void theFixtureAnswersAlike(String dialect) throws IOException {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (RpcService server = RpcTarget.parse(DIALECTS.get(dialect)).listen(options)) {
            Report report = Replay.of(List.of(CALLS), List.of()).run(Peers.at(List.of(server.target())));
            assertThat(report.results())
                    .hasSizeGreaterThanOrEqualTo(30)
                    .allMatch(row -> row.outcome() == Report.Outcome.PASSED);
        }
    }

    /** What the fixture offers, as a program would write it down once. */
    interface Offer {
        int add(int a, int b);

        List<Integer> echo(List<Integer> values);

        @RpcName("string.upper")
        String upper(String text);

        void fail(String message);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void oneInterfaceCallsThemAll(String dialect) {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (RpcService server = RpcTarget.parse(DIALECTS.get(dialect)).listen(options);
                var peer = server.target().connect(RpcOptions.DEFAULT)) {
            Offer offer = peer.proxy(Offer.class);
            assertThat(offer.add(20, 22)).isEqualTo(42);
            assertThat(offer.echo(List.of(1, 2, 3))).containsExactly(1, 2, 3);
            assertThat(offer.upper("abc")).isEqualTo("ABC");
            // The binary protocol is what an address is without a scheme.
            String where = server.target().toString().replaceAll("^lua-rpc://|\\?.*", "");
            assertThatThrownBy(() -> offer.fail("no"))
                    .isInstanceOf(RemoteErrorException.class)
                    .hasMessage("fail at " + where + ": no (answered)");
        }
    }
}
