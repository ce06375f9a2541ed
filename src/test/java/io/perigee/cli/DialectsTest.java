package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.RpcOptions;
import io.perigee.RpcService;
import io.perigee.RpcTarget;
import io.perigee.codec.json.TaggedJson;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcName;
import io.perigee.remote.RpcRefusedException;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
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

    static Stream<String> dialects() {
        return DIALECTS.keySet().stream().sorted();
    }

    /** A row of {@code dialects/conformance.json}: what is called, and how that ends, in all dialects or in one. */
    private static List<Map<String, String>> rows() throws IOException {
        var rows = new ArrayList<Map<String, String>>();
        try (var in = DialectsTest.class.getResourceAsStream("/dialects/conformance.json");
                var json = new JsonFactory().createParser(in)) {
            var row = new HashMap<String, String>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    row.put(json.currentName(), json.getText());
                } else if (token == JsonToken.END_OBJECT) {
                    rows.add(Map.copyOf(row));
                    row.clear();
                }
            }
        }
        return rows;
    }

    private static String outcome(Caller peer, String procedure, LuaValues args) {
        try {
            return text(peer.call(procedure, args.toList().toArray()));
        } catch (RemoteErrorException e) {
            return e.reason() + (e.error().isNil() ? "" : " " + LuaText.line(e.error()));
        } catch (RpcRefusedException e) {
            return "REFUSED " + e.getCause().getMessage();
        }
    }

    private static String text(LuaValues values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> LuaText.line(values.get(i)))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void theFixtureAnswersAlike(String dialect) throws IOException {
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        var softly = new SoftAssertions();
        try (RpcService server = RpcTarget.parse(DIALECTS.get(dialect)).listen(options);
                var peer = server.target().connect(RpcOptions.DEFAULT)) {
            for (Map<String, String> row : rows()) {
                softly.assertThat(outcome(peer, row.get("call"), TaggedJson.readList(row.get("args"))))
                        .as("%s%s", row.get("call"), row.get("args"))
                        .isEqualTo(row.getOrDefault(dialect, row.get("all")));
            }
        }
        softly.assertAll();
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
