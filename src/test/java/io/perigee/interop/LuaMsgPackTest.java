package io.perigee.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.transport.Address;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and Lua interpreters that speak MessagePack, as either end of the connection, calling each other. */
@ParameterizedClass(name = "{0} as {1}")
@MethodSource("peers")
class LuaMsgPackTest {
    private static final Procedures PROCEDURES = new Procedures()
            .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .add("multi", call -> LuaValues.from(1, null, "three"))
            .add("echo", call -> call.args())
            .add("fail", call -> {
                throw new LuaError(call.arg(0));
            })
            .add("whoami", call -> "java of " + call.caller().call("whoami").asString())
            .addValue("config", Map.of("net", Map.of("ports", List.of(80, 443))));
    private static final RpcOptions JAVA =
            RpcOptions.builder().codec(MsgPack.INSTANCE).procedures(PROCEDURES).build();

    private final String interpreter;
    private final LuaPeer.Role role;
    private LuaPeer lua;
    private Caller peer;

    LuaMsgPackTest(String interpreter, LuaPeer.Role role) {
        this.interpreter = interpreter;
        this.role = role;
    }

    static List<Arguments> peers() {
        var peers = new ArrayList<Arguments>();
        for (String interpreter : List.of("lua5.1", "lua5.4", "luajit")) {
            for (LuaPeer.Role role : LuaPeer.Role.values()) {
                peers.add(Arguments.of(interpreter, role));
            }
        }
        return peers;
    }

    @BeforeEach
    void open() throws Exception {
        lua = role == LuaPeer.Role.CLIENT
                ? LuaPeer.accept(interpreter, JAVA, "msgpack")
                : LuaPeer.open(interpreter, role, JAVA);
        peer = lua.peer();
    }

    @AfterEach
    void close() {
        lua.close();
    }

    private boolean hasIntegers() {
        return interpreter.equals("lua5.4");
    }

    @Test
    void eitherEndCallsTheOther() {
        assertThat(peer.call("add", 3, 4)).isEqualTo(LuaValues.from(7));
        assertThat(peer.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
        assertThat(peer.eval("config.net.ports.2").asLong()).isEqualTo(443);
        assertThat(peer.call("callback_twice", 5).asString())
                .startsWith("java of ")
                .endsWith("5");
        assertThat(lua.run("return java:call('add', 3, 4), java:eval('config.net.ports.1')"))
                .isEqualTo(LuaValues.from(7, 80));
        assertThat(lua.run("return select('#', java:call('multi')), select(3, java:call('multi'))"))
                .isEqualTo(LuaValues.from(3, "three"));
    }

    @Test
    void longStringsAndBinaryCross() {
        String text = "ü".repeat(100_000);
        assertThat(peer.call("echo", text).asString()).isEqualTo(text);
        assertThat(lua.run("return #(...)", text).asInt()).isEqualTo(200_000);
        var binary = LuaString.wrap(new byte[] {0, (byte) 0xff, (byte) 0xc3});
        assertThat(peer.call("echo", binary).value()).isEqualTo(binary);
        assertThat(lua.run("return (...) == '\\0\\255\\195', java:call('echo', '\\255') == '\\255'", binary))
                .isEqualTo(LuaValues.from(true, true));
    }

    @Test
    void integersCrossAsFarAsThePeerHasThem() {
        assertThat(peer.call("echo", 1L << 53, -(1L << 53))).isEqualTo(LuaValues.from(1L << 53, -(1L << 53)));
        assertThat(peer.call("echo", 1L << 40).value()).isInstanceOf(LuaInteger.class);
        if (hasIntegers()) {
            assertThat(peer.call("echo", Long.MAX_VALUE, Long.MIN_VALUE))
                    .isEqualTo(LuaValues.from(Long.MAX_VALUE, Long.MIN_VALUE));
            assertThat(lua.run(
                            "return java:call('add', math.maxinteger, -1) == math.maxinteger - 1, math.type(...)", 7))
                    .isEqualTo(LuaValues.from(true, "integer"));
        } else {
            var refused = catchThrowableOfType(RemoteErrorException.class, () -> peer.call("echo", Long.MAX_VALUE));
            assertThat(refused.error().asString()).startsWith("integer-range: ");
            assertThat(lua.run("return java:call('add', 2^53, 1)").get(1).asString())
                    .startsWith("integer-range: ");
        }
    }

    @Test
    void tablesCross() {
        var table = new LuaTable()
                .put("list", LuaTable.listOf(1, "two", LuaTable.listOf()))
                .put("hole", LuaTable.listOf(1, null, 3))
                .put(LuaValue.of(true), LuaValue.of(1.5));
        assertThat(LuaValue.sameStructure(peer.call("echo", table).value(), table))
                .isTrue();
        var many = new LuaTable();
        for (int i = 1; i <= 70_000; i++) {
            many.put(i, LuaValue.of(i));
        }
        assertThat(LuaValue.sameStructure(peer.call("echo", many).value(), many))
                .isTrue();
    }

    @Test
    void errorsKeepTheirValues() {
        var table = catchThrowableOfType(RemoteErrorException.class, () -> peer.call("failtable"));
        assertThat(LuaValue.sameStructure(
                        table.error(), new LuaTable().put("code", 42).put("why", "table error")))
                .isTrue();
        assertThat(reason("no.such.procedure")).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(reason("config")).isEqualTo(Reason.NOT_CALLABLE);
        assertThat(lua.run("return rpc.pcall(java.call, java, 'fail', { code = 7 })")
                        .get(0))
                .isEqualTo(LuaValue.of(false));
        var cycle = catchThrowableOfType(RemoteErrorException.class, () -> lua.run("local t = {} t.t = t return t"));
        assertThat(cycle.reason()).isEqualTo(Reason.NOT_SERIALIZABLE);
        assertThat(lua.run("local t = {} t[1] = t return select(2, rpc.pcall(java.call, java, 'echo', t))")
                        .asString())
                .contains("cycle: ");
    }

    private Reason reason(String procedure) {
        return catchThrowableOfType(RemoteErrorException.class, () -> peer.call(procedure))
                .reason();
    }

    @Test
    void objectsPassByReference() {
        var counter = (RemoteObject) ((LuaUserdata) peer.call("newcounter", 40).value()).object();
        assertThat(counter.invoke("add", 2).asLong()).isEqualTo(42);
        assertThat(lua.run("return (...):add(1)", LuaUserdata.of(counter)).asLong())
                .isEqualTo(43);
    }

    @Test
    void aServerOfJavaIsTold() {
        try (RpcServer server = RpcPeer.newServerOnly(
                "127.0.0.1", 0, RpcOptions.builder().procedures(PROCEDURES).build())) {
            int port = ((Address.Tcp) server.address()).port();
            assertThat(lua.run(
                            "local port = ... "
                                    + "local wide = assert(rpc.newclient('127.0.0.1', port, { codec = 'msgpack' })) "
                                    + "local old = assert(rpc.newclient('127.0.0.1', port)) "
                                    + "local long = wide:call('echo', ('x'):rep(70000)) "
                                    + "local who, sum = wide:call('whoami'), old:call('add', 1, 2) "
                                    + "wide:close() old:close() return #long, who, sum",
                            port))
                    .satisfies(results -> {
                        assertThat(results.get(0)).isEqualTo(LuaValue.of(70_000));
                        assertThat(results.get(1).asString()).startsWith("java of ");
                        assertThat(results.get(2)).isEqualTo(LuaValue.of(3));
                    });
        }
    }
}
