package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteObject;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of a hosted script at a peer of a server of Java's, and the peer's at the script. */
@Timeout(60)
class LuaObjectsServedTest {
    private static final String SCRIPT = """
            local counter = { value = 1 }
            function counter:add(n)
              self.value = self.value + n
              return self.value
            end
            function counter:spin() while true do end end
            function get() return setmetatable({}, { __reference = counter }) end
            function is(object) return rawequal(object, counter) end
            function bump(object, n) return object:add(n) end
            """;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Procedures tally =
            new Procedures().add("add", call -> call.arg(0).asLong() + 1000);

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T closed) {
        open.add(closed);
        return closed;
    }

    private RpcPeer serve(String engine, LuaPolicy policy) {
        var builder = LuaHost.builder().engine(engine).policy(policy).script("app", SCRIPT);
        LuaHost host = keep(builder.open());
        RpcServer server = keep(RpcPeer.newServerOnly(
                "127.0.0.1", 0, RpcOptions.builder().lua(host).build()));
        return keep(RpcPeer.newClient(server.address()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aPeerCallsAnObjectOfAScript(String engine) {
        RpcPeer peer = serve(engine, LuaPolicy.OFF);
        var counter = peer.call("get").as(RemoteObject.class);

        assertThat(counter.invoke("add", 1).asLong()).isEqualTo(2);
        assertThat(peer.call("get").as(RemoteObject.class)).isEqualTo(counter);
        assertThat(peer.call("is", counter)).isEqualTo(LuaValues.from(true));
        assertThat(peer.call("bump", LuaUserdata.of(tally), 7).asLong()).isEqualTo(1007);
        assertThatThrownBy(() -> counter.invoke("nope"))
                .hasMessageContaining("method: nope (expected: a method of the object)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void whatAPeerCallsKeepsToThePolicy(String engine) {
        RpcPeer peer = serve(engine, LuaPolicy.SOURCE.withDeadline(Duration.ofMillis(300)));
        var counter = peer.call("get").as(RemoteObject.class);

        assertThatThrownBy(() -> counter.invoke("spin")).hasMessageContaining("(expected: <= ");
        assertThat(counter.invoke("add", 1).asLong()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void codeOfAPeerHandsOutObjectsAndForgesNone(String engine) {
        RpcPeer peer = serve(engine, LuaPolicy.SOURCE);

        var made = peer.newexec("""
                local made = { add = function(self, n) self.n = (self.n or 0) + n return self.n end }
                return setmetatable({}, { __reference = made })
                """).call().as(RemoteObject.class);
        made.invoke("add", 1);
        assertThat(made.invoke("add", 1).asLong()).isEqualTo(2);
        assertThat(peer.newexec("""
                local object = ...
                return getmetatable(object), pcall(setmetatable, {}, object), object:add(1)
                """).call(LuaUserdata.of(tally)))
                .satisfies(results -> assertThat(results.get(0).asString()).isEqualTo("object"));
    }
}
