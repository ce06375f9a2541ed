package io.perigee.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and every Lua interpreter, as either end of the connection, calling each other. */
@ParameterizedClass(name = "{0} as {1}")
@MethodSource("io.perigee.interop.LuaPeer#all")
class LuaInteropTest {
    private static final RpcOptions JAVA = RpcOptions.builder()
            .procedures(new Procedures()
                    .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                    .add("multi", call -> LuaValues.from(1, null, "three"))
                    .add("fail", call -> {
                        throw new LuaError(call.arg(0));
                    })
                    .add(
                            "whoami",
                            call -> "java of " + call.caller().call("whoami").asString())
                    .addValue("config", Map.of("net", Map.of("ports", List.of(80, 443)))))
            .build();

    private final String interpreter;
    private final LuaPeer.Role role;
    private LuaPeer lua;
    private Caller peer;

    LuaInteropTest(String interpreter, LuaPeer.Role role) {
        this.interpreter = interpreter;
        this.role = role;
    }

    @BeforeEach
    void open() throws Exception {
        lua = LuaPeer.open(interpreter, role, JAVA);
        peer = lua.peer();
    }

    @AfterEach
    void close() {
        lua.close();
    }

    private String whoami() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void callsProcedures() {
        assertThat(peer.call("add", 3, 4)).isEqualTo(LuaValues.from(7));
        assertThat(peer.call("add", 0.25, -1).asDouble()).isEqualTo(-0.75);
        assertThat(peer.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
        assertThat(peer.call("nothing").size()).isZero();
        assertThat(peer.call("slow", 0).asLong()).isZero();
        assertThat(peer.call("whoami").asString()).isEqualTo(whoami());
        assertThat(peer.call("string.upper", "dotted").asString()).isEqualTo("DOTTED");
    }

    @Test
    void returnsWhatItWasGiven() {
        assertThat(peer.call("echo").size()).isZero();
        var values = LuaValues.from(null, true, 1.5, -7, 4_294_967_296.0, "", new byte[] {0, -1, 13, 10}, null);
        assertThat(peer.call("echo", values.toList().toArray())).isEqualTo(values);

        var table = (LuaTable)
                LuaValue.from(Map.of("list", List.of(1, 2, 3), "deep", Map.of("er", "x"), "x", List.of("x", "x")));
        table.put("itself", table);
        assertThat(LuaValue.sameStructure(peer.call("echo", table).value(), table))
                .isTrue();
    }

    @Test
    void anErrorIsWhatTheProcedureRaised() {
        assertThatThrownBy(() -> peer.call("bad"))
                .hasMessageContaining("bad argument")
                .hasMessageNotContaining("traceback");
        var text = failure("fail", "boom");
        assertThat(text.reason()).isEqualTo(Reason.RAISED);
        assertThat(text.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(text.error()).isEqualTo(LuaValue.of("boom"));

        var table = failure("failtable");
        assertThat(table.reason()).isEqualTo(Reason.RAISED);
        assertThat(table.error().at("code").asLong()).isEqualTo(42);
        assertThat(table.error().at("why").asString()).isEqualTo("table error");
    }

    @Test
    void whatCannotBeCalledSaysWhy() {
        assertThat(failure("no.such.procedure").reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(failure("config").reason()).isEqualTo(Reason.NOT_CALLABLE);
        assertThat(failure("").reason()).isEqualTo(Reason.NOT_CALLABLE);
        var unserializable = failure("__rpceval", "io.stdout");
        assertThat(unserializable.reason()).isEqualTo(Reason.NOT_SERIALIZABLE);
        assertThat(unserializable.error()).isEqualTo(LuaValue.of("Cannot serialize result"));
    }

    @Test
    void evalReadsByPath() {
        assertThat(peer.eval("config.net.ports.2").asLong()).isEqualTo(443);
        assertThat(peer.eval("config.net.ip").asString()).isEqualTo("10.0.0.1");
        assertThat(peer.eval("config.net.ports").asList(Integer.class)).containsExactly(80, 443);
        assertThat(peer.eval("config.nowhere.at.all").isNil()).isTrue();
        assertThatThrownBy(() -> peer.eval("string.upper"))
                .isInstanceOfSatisfying(
                        RemoteErrorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SERIALIZABLE));
    }

    @Test
    void uploadsSourceCode() {
        var twice = peer.newexec("local x = ... return x * 2, select('#', ...)");
        assertThat(twice.call(21, null)).isEqualTo(LuaValues.from(42, 2));
        assertThat(twice.call(4)).isEqualTo(LuaValues.from(8, 1));

        var long60k = "-".repeat(60_000);
        var fragments = peer.newexec(List.of("local x = ... --", long60k, long60k, "\nreturn x .. ", "'!'"));
        assertThat(fragments.call("long").asString()).isEqualTo("long!");

        assertThatThrownBy(() -> peer.newexec("return return")).hasMessageContaining("rpc:1:");
        var failing = peer.newexec("error('at run time')");
        assertThatThrownBy(failing::call).hasMessageContaining("rpc:1: at run time");
        assertThat(failure("__rpcrunexec", 99).error()).isEqualTo(LuaValue.of("Undefined exec call"));
    }

    @Test
    void uploadsBytecodeToLua51() throws Exception {
        var bytecode = bytecode("return ... * 2");
        if (interpreter.equals("lua5.1")) {
            assertThat(peer.newexec(bytecode).call(21).asLong()).isEqualTo(42);
        } else {
            assertThatThrownBy(() -> peer.newexec(bytecode))
                    .isInstanceOf(RemoteErrorException.class)
                    .hasMessageContaining("bytecode-refused: Lua 5.1 function")
                    .hasMessageContaining("expected: source text; this peer runs Lua");
        }
        assertThat(peer.call("whoami").asString()).isEqualTo(whoami());
    }

    private static byte[] bytecode(String source) throws IOException, InterruptedException {
        var process = new ProcessBuilder("lua5.1", "-e", "io.write(string.dump(loadstring('" + source + "')))")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var bytes = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as("exit code").isZero();
        return bytes;
    }

    @Test
    void callbacksNest() {
        assertThat(peer.call("callback_twice", 5).asString()).isEqualTo("java of " + whoami() + "5");
        var many = new ArrayList<CompletableFuture<LuaValues>>();
        // Each holds one of the 256 numbers while the call nested in it needs another.
        for (int i = 0; i < 100; i++) {
            many.add(peer.callAsync("callback_twice", i));
        }
        for (int i = 0; i < many.size(); i++) {
            assertThat(many.get(i).join().asString()).isEqualTo("java of " + whoami() + i);
        }
    }

    @Test
    void pipelinesAThousandCalls() {
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 1000; i++) {
            calls.add(peer.callAsync("add", i, 1));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join().asLong()).isEqualTo(i + 1);
        }
    }

    @Test
    void answersOpenCallsInAnyOrder() {
        int count = 200;
        var ended = new CopyOnWriteArrayList<Integer>();
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < count; i++) {
            int number = i;
            double seconds = (count - 1 - i) / 128.0;
            calls.add(peer.callAsync("slow", seconds).whenComplete((results, failure) -> ended.add(number)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(calls.get(i).join().asDouble()).isEqualTo((count - 1 - i) / 128.0);
        }
        await().until(() -> ended.size() == count);
        assertThat(ended.indexOf(count - 1)).isLessThan(ended.indexOf(0));
    }

    @Test
    void luaCallsJava() {
        assertThat(lua.run("return java:call('add', 3, 4)")).isEqualTo(LuaValues.from(7));
        assertThat(lua.run("return java:call('multi')")).isEqualTo(LuaValues.from(1, null, "three"));
        assertThat(lua.run("return java:eval('config.net.ports.2')").asLong()).isEqualTo(443);
        assertThat(lua.run("return java:call('no.such.procedure')"))
                .isEqualTo(LuaValues.from(null, "function not existing"));
        assertThat(lua.run("return java:call('config')")).isEqualTo(LuaValues.from(null, "not a function"));
        assertThat(lua.run("return java:eval('add')")).isEqualTo(LuaValues.from(null, "Cannot serialize result"));
        assertThat(lua.run("return rpc.pcall(java.call, java, 'fail', 'boom')"))
                .isEqualTo(LuaValues.from(false, "Error in remote call:\nboom"));
        assertThat(lua.run("local _, e = pcall(java.call, java, 'fail', { code = 42 }) return e.code")
                        .asLong())
                .isEqualTo(42);
        assertThat(lua.run("return rpc.pcall(java.newexec, java, 'return 1')").get(1))
                .asString()
                .contains("newexec: no Lua engine at this peer");
    }

    @Test
    void luaCallsJavaAThousandTimesAtOnce() {
        var wrong = lua.run("""
                local left, wrong = 1000, 0
                for i = 1, left do
                  rpc.spawn(function()
                    if java:call("add", i, 1) ~= i + 1 then wrong = wrong + 1 end
                    left = left - 1
                  end)
                end
                while left > 0 do rpc.sleep(0.001) end
                return wrong
                """);
        assertThat(wrong.asLong()).isZero();
    }

    @Test
    void aKilledProcessEndsEveryCall() {
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 200; i++) {
            calls.add(peer.withTimeout(Duration.ZERO).callAsync("slow", 1000));
        }
        assertThat(peer.call("whoami").asString()).isEqualTo(whoami()); // So all have been sent.

        lua.process().kill();

        await().until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(RpcConnectionException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.UNKNOWN)));
        await().until(lua.peer().closed()::isDone);
        assertThat(catchThrowableOfType(RpcConnectionException.class, () -> peer.call("whoami"))
                        .outcome())
                .isEqualTo(Outcome.NOT_SENT);
    }

    private RemoteErrorException failure(String procedure, Object... args) {
        return catchThrowableOfType(RemoteErrorException.class, () -> peer.call(procedure, args));
    }
}
