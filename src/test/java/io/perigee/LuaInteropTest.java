package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.RpcName;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java peer and a real Lua peer call each other: every interpreter, both ways of connecting. */
@ParameterizedClass(name = "{0}, Lua connects: {1}")
@CsvSource({
    "lua5.1, false",
    "lua5.1, true",
    "lua5.2, false",
    "lua5.2, true",
    "lua5.3, false",
    "lua5.3, true",
    "lua5.4, false",
    "lua5.4, true",
    "luajit, false",
    "luajit, true"
})
class LuaInteropTest {
    private final String interpreter;
    private final boolean luaConnects;
    private final List<Closeable> open = new ArrayList<>();
    private final Meter meter = new Meter();
    private RpcPeer lua;

    LuaInteropTest(String interpreter, boolean luaConnects) {
        this.interpreter = interpreter;
        this.luaConnects = luaConnects;
    }

    /** An object that is handed out by reference. */
    static final class Meter {
        private long total;

        @RpcName("add")
        public long add(long n) {
            total += n;
            return total;
        }

        @RpcName("isMe")
        public boolean isMe(Object other) {
            return other == this;
        }
    }

    @BeforeEach
    void connect() {
        var procedures = new Procedures()
                .add("whoami", call -> "java")
                .add("echo", call -> call.args())
                .add("fail", call -> {
                    throw new io.perigee.procedure.LuaError(call.arg(0));
                })
                .add("meter", call -> LuaUserdata.of(meter))
                .add("bounce", call -> {
                    long n = call.arg(0).asLong();
                    return n == 0 ? 0 : 1 + call.caller().call("bounce", n - 1).asLong();
                })
                .addValue("config.limits", LuaTable.listOf(10, 20));
        var options = RpcOptions.builder().procedures(procedures).build();
        if (luaConnects) {
            var server = RpcPeer.newServerOnly("127.0.0.1", 0, options);
            open.add(server::close);
            int port = ((Address.Tcp) server.address()).port();
            var process = Processes.lua(interpreter, "fixture.lua", "--connect", "127.0.0.1", port);
            open.add(process);
            assertThat(process.line()).isEqualTo("connected " + port);
            await().until(() -> server.peers().size() == 1);
            lua = server.peers().get(0);
        } else {
            var process = Processes.lua(interpreter, "fixture.lua", "127.0.0.1", 0);
            open.add(process);
            int port = Integer.parseInt(process.line().replace("listening ", ""));
            lua = RpcPeer.newClient("127.0.0.1", port, options);
        }
        lua.newexec("""
                        rpc = require 'rpc'
                        function bounce(n)
                          if n == 0 then return 0 end
                          return 1 + rpc.caller():call('bounce', n - 1)
                        end
                        """).call();
    }

    @AfterEach
    void disconnect() throws Exception {
        lua.close();
        for (var closeable : open) {
            closeable.close();
        }
    }

    @Test
    void proceduresOfLuaAreCalled() {
        assertThat(lua.call("add", 3, 4).asLong()).isEqualTo(7);
        assertThat(lua.call("string.upper", "hello").asString()).isEqualTo("HELLO");
        assertThat(lua.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
        assertThat(lua.call("nothing").size()).isZero();
        assertThat(lua.call("whoami").asString()).isEqualTo(luaConnects ? "client" : "server");
    }

    @Test
    void valuesGoThereAndBack() {
        var shared = LuaTable.listOf("shared");
        var table = new LuaTable()
                .put("text", "grüße")
                .put("number", 0.1)
                .put("large", 1L << 40)
                .put("truth", false)
                .put("shared", shared)
                .put("again", shared);
        table.put("self", table);
        var bytes = new byte[] {0, (byte) 0xff, (byte) 0xc3, 0x28};

        var back = lua.call("echo", table, bytes, null, -1, 1e300, (Object) null);
        assertThat(back.size()).isEqualTo(6);
        assertThat(LuaValue.sameStructure(back.get(0), table)).isTrue();
        assertThat(back.view(1).asBytes()).isEqualTo(bytes);
        assertThat(back.get(2).isNil()).isTrue();
        assertThat(back.view(3).asLong()).isEqualTo(-1);
        assertThat(back.view(4).asDouble()).isEqualTo(1e300);
        assertThat(back.get(5).isNil()).isTrue();
    }

    @Test
    void largeValuesGoThereAndBack() {
        var table = new LuaTable();
        for (int i = 1; i <= 20_000; i++) {
            table.put(i, LuaValue.of("value " + i));
        }
        var large = "x".repeat(65_534);
        var back = lua.call("echo", table, large);
        assertThat(LuaValue.sameStructure(back.get(0), table)).isTrue();
        assertThat(back.view(1).asString()).isEqualTo(large);
    }

    @Test
    void errorsOfLuaKeepTheirValue() {
        var text = catchThrowableOfType(RemoteErrorException.class, () -> lua.call("fail", "boom"));
        assertThat(text.reason()).isEqualTo(Reason.RAISED);
        assertThat(text.error()).isEqualTo(LuaValue.of("boom"));

        var table = catchThrowableOfType(RemoteErrorException.class, () -> lua.call("failtable"));
        assertThat(table.error().at("code").asLong()).isEqualTo(42);
        assertThat(table.error().at("why").asString()).isEqualTo("table error");

        assertThat(catchThrowableOfType(RemoteErrorException.class, () -> lua.call("bad"))
                        .reason())
                .isEqualTo(Reason.RAISED);
        assertThat(catchThrowableOfType(RemoteErrorException.class, () -> lua.call("nosuch"))
                        .reason())
                .isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(catchThrowableOfType(RemoteErrorException.class, () -> lua.call("config"))
                        .reason())
                .isEqualTo(Reason.NOT_CALLABLE);
        assertThat(catchThrowableOfType(RemoteErrorException.class, () -> lua.eval("string"))
                        .reason())
                .isEqualTo(Reason.NOT_SERIALIZABLE);
    }

    @Test
    void errorsOfJavaReachLua() {
        var attempt = lua.newexec("""
                        local ok, err = pcall(rpc.caller().call, rpc.caller(), 'fail', ...)
                        return ok, type(err) == 'table' and err.code or tostring(err)""");
        assertThat(attempt.call("boom").get(0)).isEqualTo(LuaValue.of(false));
        assertThat(attempt.call("boom").view(1).asString()).contains("boom");
        assertThat(attempt.call(new LuaTable().put("code", 7)).view(1).asLong()).isEqualTo(7);

        var missing = lua.newexec("return rpc.caller():call('nosuch')").call();
        assertThat(missing).isEqualTo(LuaValues.from(null, "function not existing"));
        var value = lua.newexec("return rpc.caller():call('config')").call();
        assertThat(value).isEqualTo(LuaValues.from(null, "not a function"));
    }

    @Test
    void valuesAreRead() {
        assertThat(lua.eval("answer").asLong()).isEqualTo(42);
        assertThat(lua.eval("config.net.ports.2").asLong()).isEqualTo(443);
        assertThat(lua.eval("config.name").asString()).isEqualTo("gw");
        assertThat(lua.eval("config.net.nowhere.at.all").isNil()).isTrue();

        var read = lua.newexec("return rpc.caller():eval(...)");
        assertThat(read.call("config.limits.2").asLong()).isEqualTo(20);
        assertThat(read.call("config.nothing").isNil()).isTrue();
    }

    @Test
    void codeIsUploadedAsTextAndInFragments() {
        assertThat(lua.newexec("local a, b = ... return a * b").call(6, 7).asLong())
                .isEqualTo(42);
        assertThat(lua.newexec(List.of("local a, b", " = ... ", "return a - b"))
                        .call(9, 4)
                        .asLong())
                .isEqualTo(5);
        assertThatThrownBy(() -> lua.newexec("this is no Lua")).isInstanceOf(RemoteErrorException.class);
        assertThatThrownBy(() -> lua.newexec("error('later', 0)").call())
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("later");
        assertThatThrownBy(() -> lua.call("__rpcrunexec", 999_999)).hasMessageContaining("Undefined exec call");
    }

    @Test
    void bytecodeRunsWhereItCameFrom() {
        if (interpreter.equals("lua5.1")) {
            var dumped = lua.newexec("return string.dump(function(a, b) return a + b end)")
                    .call();
            assertThat(lua.newexec(dumped.asBytes()).call(20, 22).asLong()).isEqualTo(42);
        } else {
            // Bytecode of another Lua is no function there.
            var foreign = new byte[] {0x1b, 'L', 'u', 'a', 0x51, 0, 1, 4, 8, 4, 8, 0};
            assertThatThrownBy(() -> lua.newexec(foreign)).isInstanceOf(RemoteErrorException.class);
        }
        assertThat(lua.call("add", 1, 1).asLong()).isEqualTo(2);
    }

    @Test
    void javaIsCalledBack() {
        assertThat(lua.call("callback_twice", 5).asString()).isEqualTo("java5");
    }

    @Test
    void callsNestDeeply() {
        assertThat(lua.call("bounce", 40).asLong()).isEqualTo(40);
    }

    @Test
    void manyCallsAreOpenAtOnceAndAnsweredInAnyOrder() {
        var slow = lua.callAsync("slow", 0.2);
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 200; i++) {
            calls.add(lua.callAsync(i % 2 == 0 ? "callback_twice" : "echo", i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(calls.get(i).join().value()).isEqualTo(i % 2 == 0 ? LuaValue.of("java" + i) : LuaValue.of(i));
        }
        assertThat(slow.join().asDouble()).isEqualTo(0.2);
    }

    @Test
    void aThousandCallsWrapTheNumbersRound() {
        for (int i = 0; i < 1000; i++) {
            assertThat(lua.call("add", i, 1).asLong()).isEqualTo(i + 1);
        }
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 1000; i++) {
            calls.add(lua.callAsync("add", i, 2));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(calls.get(i).join().asLong()).isEqualTo(i + 2);
        }
        var thousand = lua.newexec("""
                        local peer = rpc.caller()
                        for i = 1, 1000 do assert(peer:call('echo', i) == i) end
                        return 'done'""");
        assertThat(thousand.call().asString()).isEqualTo("done");
    }

    @Test
    void anObjectOfLuaIsHeldInJava() {
        var counter = (RemoteObject) ((LuaUserdata) lua.call("newcounter", 10).value()).object();
        assertThat(counter.invoke("add", 5).asLong()).isEqualTo(15);
        assertThat(counter.invokeAsync("add", 1).join().asLong()).isEqualTo(16);
        // Passed back it is the object itself.
        assertThat(lua.newexec("local a, b = ... return a == b and a.value")
                        .call(counter, counter)
                        .asLong())
                .isEqualTo(16);
        assertThatThrownBy(() -> counter.invoke("nosuch")).isInstanceOf(RemoteErrorException.class);
        assertThat(lua.module("string").invoke("rep", "ab", 3).asString()).isEqualTo("ababab");
    }

    @Test
    void anObjectOfJavaIsHeldInLua() {
        long before = meter.add(0);
        var use = lua.newexec("""
                        local m = rpc.caller():call('meter')
                        m:add(4)
                        return m:add(5), m:isMe(m), m == rpc.caller():call('meter')""");
        assertThat(use.call()).isEqualTo(LuaValues.from(before + 9, true, true));

        var asArgument = lua.newexec("local m = ... return m:add(1)");
        assertThat(asArgument.call(LuaUserdata.of(meter)).asLong()).isEqualTo(before + 10);

        assertThat(lua.newexec("kept = ...").call(LuaUserdata.of(meter)).size()).isZero();
        assertThat(lua.newexec("return kept:add(1)").call().asLong()).isEqualTo(before + 11);
    }

    @Test
    void anObjectThatWasReleasedIsUnknown() {
        var object = new Meter();
        lua.newexec("released = ...").call(LuaUserdata.of(object));
        assertThat(lua.release(object)).isTrue();
        assertThatThrownBy(() -> lua.newexec("return released:add(1)").call())
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("unknown-object");
        assertThat(lua.call("add", 1, 1).asLong()).isEqualTo(2);
    }

    @Test
    void anObjectOfOneConnectionIsNothingOnAnother() {
        var counter = ((LuaUserdata) lua.call("newcounter").value()).object();
        try (var server = RpcPeer.newServerOnly("localhost", 0, RpcOptions.DEFAULT);
                var other = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            assertThatThrownBy(() -> other.call("p", counter)).hasMessageContaining("unencodable");
            assertThatThrownBy(() -> lua.call("echo", LuaTable.listOf(LuaUserdata.of(counter))))
                    .hasMessageContaining("unencodable");
        }
    }
}
