package io.perigee.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.procedure.CallContext;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.transport.Address;
import io.perigee.value.LuaTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever peers send gets an answer that names what is wrong with it, and costs nobody else anything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HostileMessagesTest {
    private JsonServer server;
    private JsonClient other;

    @BeforeAll
    void open() {
        var procedures = new Procedures()
                .addNonBlocking("echo", CallContext::args)
                .addNonBlocking(
                        "add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .addValue("answer", 42);
        var events = new Events();
        server = JsonServer.listen(
                JsonSettings.ANYWHERE,
                JsonDialect.DEFAULT,
                JsonSettings.of(procedures, events, Duration.ofMillis(200), 16));
        other = JsonClient.connect(
                Address.parse(server.address()), JsonDialect.DEFAULT, JsonSettings.of(new Procedures(), events));
    }

    @AfterAll
    void close() {
        other.close();
        server.close();
    }

    static List<HostileMessage> cases() {
        return HostileMessage.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isNamed(HostileMessage row) {
        try (var peer = RawSocket.connect(server.address())) {
            peer.send(row.bytes().toByteArray());
            var error = (LuaTable) TestJson.table(peer.receive()).get("error");
            assertThat(error.at("message").asString()).startsWith(row.error());
            assertThat(error.at("code").asString()).isEqualTo(row.code());
            if (row.then().equals("goes on")) {
                peer.send("{\"func\":\"add\",\"values\":[20,22]}");
                assertThat(peer.receive()).isEqualTo("{\"result\":42}");
            } else {
                assertThat(row.then()).isIn("closes", "waits");
                assertThat(peer.isClosed()).as("closed").isTrue();
            }
        }
        assertThat(other.call("add", 1, 2).asInt()).isEqualTo(3);
    }

    @Test
    void thereAreManyOfThem() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(80);
        assertThat(cases().stream().map(HostileMessage::name)).doesNotHaveDuplicates();
    }
}
