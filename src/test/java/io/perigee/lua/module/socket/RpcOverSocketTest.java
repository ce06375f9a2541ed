package io.perigee.lua.module.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** {@code tools/lua/rpc.lua} as it is, on an embedded engine, over a real socket. */
@ParameterizedClass
@FieldSource("io.perigee.lua.module.socket.SocketScript#ENGINES")
class RpcOverSocketTest {
    private static final String TOOLS =
            Path.of(System.getProperty("perigee.root", "."), "tools", "lua").toAbsolutePath() + "/?.lua;";

    private final String engine;
    private SocketScript script;
    private RpcPeer lua;

    RpcOverSocketTest(String engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        script = new SocketScript(engine);
        script.run("package.path = ... .. package.path arg = { [0] = 'test' }", TOOLS);
        var served = script.start("""
                require "fixture"
                rpc = require "rpc"
                local server = assert(rpc.newserveronly("127.0.0.1", 0))
                port = server.port
                rpc.loop()
                """);
        await().until(() -> served.isDone() || script.run("return port ~= nil").asBoolean());
        assertThat(served).isNotDone();
        int port = (int) script.run("return port").asLong();
        lua = RpcPeer.newClient(
                "127.0.0.1",
                port,
                RpcOptions.builder()
                        .procedures(new Procedures().add("whoami", call -> "java"))
                        .build());
    }

    @AfterEach
    void close() {
        lua.close();
        script.close();
    }

    @Test
    void answersCalls() {
        assertThat(lua.call("add", 3, 4)).isEqualTo(LuaValues.from(7));
        assertThat(lua.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
        assertThat(lua.eval("config.net.ports.2").asLong()).isEqualTo(443);
        assertThat(lua.newexec("return ... + 1").call(41).asLong()).isEqualTo(42);
        assertThatThrownBy(() -> lua.call("fail", "boom")).hasMessageContaining("boom");
        byte[] bytes = new byte[60_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        var large = LuaValues.from(bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes);
        assertThat(lua.call("echo", large.toList().toArray())).isEqualTo(large);
    }

    @Test
    void callsBackAndWaitsWithOthers() {
        assertThat(lua.call("callback_twice", 5).asString()).isEqualTo("java5");
        var slow = lua.callAsync("slow", 0.2);
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 500; i++) {
            calls.add(lua.callAsync("add", i, 1));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join().asLong()).isEqualTo(i + 1);
        }
        assertThat(slow.join().asDouble()).isEqualTo(0.2);
    }
}
