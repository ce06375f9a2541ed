package io.perigee.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValues;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real Lua processes find a Lua at the Java end, too: each runs code in the other. */
@Timeout(60)
class LuaHostInteropTest {

    @ParameterizedTest(name = "{0} and {1} in Java, {2}")
    @CsvSource({
        "lua5.1, lua51, CLIENT",
        "lua5.1, lua51, SERVER",
        "lua5.1, lua54, CLIENT",
        "lua5.4, lua51, CLIENT",
        "lua5.4, lua54, SERVER",
        "luajit, luajit, CLIENT",
        "luajit, lua51, SERVER"
    })
    void eachRunsCodeInTheOther(String interpreter, String engine, LuaPeer.Role role) throws Exception {
        var procedures = new Procedures().add("java.twice", call -> call.arg(0).asLong() * 2);
        try (LuaHost host = LuaHost.builder()
                        .engine(engine)
                        .policy(LuaPolicy.SOURCE)
                        .procedures(procedures)
                        .script("app", """
                                config = { net = { ip = "10.0.0.1", ports = { 80, 443 } } }
                                app = {}
                                function app.start(n) return java.twice(n) + 1, nil, "started" end
                                function app.fail() error({ code = 42 }) end
                                """)
                        .open();
                LuaPeer lua = LuaPeer.open(
                        interpreter,
                        role,
                        RpcOptions.builder().procedures(procedures).lua(host).build())) {
            assertThat(lua.run("return java:call('app.start', 3)")).isEqualTo(LuaValues.from(7, null, "started"));
            assertThat(lua.run("return java:eval('config.net.ip')")).isEqualTo(LuaValues.from("10.0.0.1"));
            assertThat(lua.run("return java:eval('config').net.ports[2]").asLong())
                    .isEqualTo(443);
            assertThat(lua.run("local f = java:newexec('return ... + 1') return f(41)")
                            .asLong())
                    .isEqualTo(42);
            assertThat(lua.run("local f = java:newexec{'local a, b = ...', ' return b, nil, a'} return f(1, 'x')"))
                    .isEqualTo(LuaValues.from("x", null, 1));
            assertThat(lua.run("local f = java:newexec('n = (n or 0) + 1 return app.start(n)') f() return f()")
                            .asLong())
                    .isEqualTo(5);
            assertThat(lua.run("local ok, e = rpc.pcall(java.call, java, 'app.fail') return ok, e.code"))
                    .isEqualTo(LuaValues.from(false, 42));
            assertThat(lua.run("return rpc.pcall(java.newexec, java, 'return return')")
                            .view(1)
                            .asString())
                    .startsWith("Error in remote call:\nrpc:1: ");
            assertThat(lua.run("return java:call('app.none')"))
                    .isEqualTo(LuaValues.from(null, "function not existing"));
            assertThat(lua.run("return java:call('app')")).isEqualTo(LuaValues.from(null, "not a function"));
        }
    }

    /** The dialect of the protocol sends functions as they are. */
    @ParameterizedTest
    @CsvSource({"lua5.1, CLIENT"})
    void bytecodeRunsWhereItIsAllowed(String interpreter, LuaPeer.Role role) throws Exception {
        try (LuaHost host = LuaHost.builder()
                        .policy(LuaPolicy.SOURCE.withBytecode(true))
                        .open();
                LuaPeer lua = LuaPeer.open(
                        interpreter, role, RpcOptions.builder().lua(host).build())) {
            assertThat(lua.run("local f = java:newexec(function(n) return n * 3 end) return f(5)")
                            .asLong())
                    .isEqualTo(15);
        }
        try (LuaHost host = LuaHost.builder().policy(LuaPolicy.SOURCE).open();
                LuaPeer lua = LuaPeer.open(
                        interpreter, role, RpcOptions.builder().lua(host).build())) {
            assertThat(lua.run("return rpc.pcall(java.newexec, java, function(n) return n end)")
                            .view(1)
                            .asString())
                    .contains("bytecode-refused");
        }
    }
}
