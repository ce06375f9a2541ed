package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.lua.LuaHost;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteObject;
import io.perigee.testing.Processes;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaString;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Objects by reference between scripts, hosted and not: {@code lua/objects/client.lua} looks at all that there is to see,
 * and tells how many checks it made.
 */
@Timeout(120)
class RpcModuleObjectsTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final String CHECKS = "14 checks";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest(name = "{1} calls {0}")
    @CsvSource({
        "lua5.1, lua51", "lua5.1, lua54", "lua5.1, luajit", "lua5.4, lua51",
        "lua51, lua5.1", "lua54, lua5.1", "luajit, lua5.1", "lua51, lua5.4",
        "lua51, lua51", "lua51, lua54", "lua54, luajit", "luajit, lua51"
    })
    void objectsStayWhereTheyAre(String server, String client) throws Exception {
        int port = isProcess(server) ? serveInProcess(server) : serveHosted(server);

        assertThat(isProcess(client) ? callInProcess(client, port) : callHosted(client, port))
                .isEqualTo(CHECKS);
    }

    private static boolean isProcess(String interpreter) {
        return interpreter.equals("lua5.1") || interpreter.equals("lua5.4");
    }

    private static Path script(String name) throws Exception {
        return Path.of(
                RpcModuleObjectsTest.class.getResource("/lua/objects/" + name).toURI());
    }

    private int serveInProcess(String interpreter) throws Exception {
        var process = Processes.script(interpreter, script("server.lua"));
        open.add(process);
        return Integer.parseInt(process.line());
    }

    private static String callInProcess(String interpreter, int port) throws Exception {
        try (var process = Processes.script(interpreter, script("client.lua"), port)) {
            return String.join("\n", process.finish());
        }
    }

    private LuaHost host(String engine) {
        LuaHost host = LuaHost.builder()
                .engine(engine)
                .module(RpcModule.with(RpcOptions.DEFAULT))
                .script("begin", "hosted = true")
                .open();
        open.add(host);
        return host;
    }

    private int serveHosted(String engine) throws Exception {
        LuaHost host = host(engine);
        host.run(script("server.lua")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return host.caller().eval("port").asInt();
    }

    private String callHosted(String engine, int port) throws Exception {
        LuaString source = LuaString.of(Files.readString(script("client.lua")));
        return host(engine)
                .run(source, "client.lua", String.valueOf(port))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .asString();
    }

    /** From Lua 5.1 to Lua 5.1, which allows it: {@code server.lua} in a process of its own does. */
    @Test
    void functionsTravelAsBytecode() throws Exception {
        int port = serveInProcess("lua5.1");

        assertThat(call("lua51", port, """
                local times = client:newexec(function(n) return n * 3 end)
                local upvalue = 1
                local function captures() return upvalue end
                local refused, why = pcall(client.newexec, client, captures)
                return times(5), refused, why
                """))
                .isEqualTo(LuaValues.from(
                        15, false, "newexec: function with upvalues (expected: one without, or source text)"));
        assertThat(call("lua51", port, """
                local run = client:newexec("local f, n = ... return f(n)")
                return run(function(n) return n + 1 end, 41), client:call("echo", function() end)
                """))
                .isEqualTo(
                        LuaValues.from(42, null, "bytecode-refused: function (expected: a peer that allows bytecode)"));
        assertThat(call("lua51", port, """
                rpc.allowbytecode = true
                local f, text = client:call("echo", function(n) return n * 2 end, "text")
                return f(21), text, type(f)
                """)).isEqualTo(LuaValues.from(42, "text", "function"));
        LuaValue bytecode = call("lua51", port, "return string.dump(function(n) return n - 1 end)")
                .value();
        for (String engine : List.of("lua54", "luajit")) {
            assertThat(call(engine, port, "return client:newexec(rpc.bytecode((...)))(43)", bytecode)
                            .asLong())
                    .isEqualTo(42);
            assertThat(call(engine, port, "return pcall(client.newexec, client, function() end)")
                            .get(1)
                            .asString())
                    .isEqualTo("newexec: function (expected: source text; only Lua 5.1 can send bytecode)");
        }
    }

    @Test
    void aPeersFunctionsAreRefusedUnlessTheyAreAllowed() throws Exception {
        RpcPeer peer = RpcPeer.newClient("127.0.0.1", serveHosted("lua51"));
        open.add(0, peer);
        LuaFunction function = LuaFunction.ofBytecode(host("lua51")
                .run(LuaString.of("return string.dump(function() return 1 end)"), "x")
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .asBytes());

        assertThatThrownBy(() -> peer.call("echo", function)).hasMessageContaining("bytecode-refused: function");
        assertThat(peer.call("echo", 1).asLong()).isEqualTo(1);
    }

    /** A server of Java's: nobody but the host knows the connections that a script is called by. */
    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aPeerOfAnothersServerIsToldApart(String engine) throws Exception {
        LuaHost host = host(engine);
        host.run(LuaString.of("""
                        local rpc = require "rpc"
                        local object = { me = function(self) return self end }
                        function get() return rpc.ref(object) end
                        function plain() return object end
                        function release() return rpc.caller():release(object) end
                        function asks(other) return other:name() end
                        function make() return { value = 3 } end
                        function again() return rpc.caller() == rpc.caller() end
                        """), "app.lua").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        RpcServer server = RpcPeer.newServerOnly(
                "127.0.0.1", 0, RpcOptions.builder().lua(host).build());
        open.add(0, server);
        RpcPeer first = RpcPeer.newClient(server.address());
        RpcPeer second = RpcPeer.newClient(server.address());
        open.addAll(0, List.of(first, second));

        var object = first.call("get").as(RemoteObject.class);
        assertThat(object.invoke("me").as(RemoteObject.class)).isEqualTo(object);
        assertThat(first.call("plain").as(RemoteObject.class)).isEqualTo(object);
        assertThat(first.call("again")).isEqualTo(LuaValues.from(true));
        var named = new Procedures().add("name", call -> "Java's");
        assertThat(first.call("asks", LuaUserdata.of(named)).asString()).isEqualTo("Java's");
        first.call("rpc.signature", "make", "#thing");
        assertThat(first.call("make").value()).isInstanceOf(LuaUserdata.class);
        assertThat(second.call("make").at("value").asLong()).isEqualTo(3);
        assertThat(second.call("release")).isEqualTo(LuaValues.from(false));
        assertThat(first.call("release")).isEqualTo(LuaValues.from(true));
        assertThatThrownBy(() -> object.invoke("me")).hasMessageContaining("unknown-object");
    }

    /** The facade is there as ever, but no object leaves the process. */
    @Test
    void aProcessOfItsOwnServesByCopy() throws Exception {
        RpcPeer peer = RpcPeer.newClient("127.0.0.1", serveHosted("lua51-isolated"));
        open.add(0, peer);

        assertThat(peer.call("echo", 1, null, "x")).isEqualTo(LuaValues.from(1, null, "x"));
        assertThat(peer.call("make").at("value").asLong()).isEqualTo(3);
        assertThat(peer.call("sameconnection").toList()).endsWith(LuaValue.of(true));
        assertThatThrownBy(() -> peer.call("get"))
                .isInstanceOfSatisfying(RemoteErrorException.class, e -> assertThat(e.reason())
                        .isEqualTo(RemoteErrorException.Reason.NOT_SERIALIZABLE));
        assertThatThrownBy(() -> peer.call("echo", LuaUserdata.of(new Procedures())))
                .isInstanceOf(RemoteErrorException.class);
        assertThat(peer.call("echo", 2).asLong()).isEqualTo(2);
    }

    private LuaValues call(String engine, int port, String code, Object... arguments) throws Exception {
        String begin = "local rpc = require 'rpc' client = client or rpc.newclient('127.0.0.1', " + port + ") ";
        return host(engine).caller().newexec(begin + code).call(arguments);
    }
}
