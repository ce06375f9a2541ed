package io.perigee.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host and its owner: what Java sees of Lua, and Lua of Java. */
@Timeout(60)
class LuaHostTest {
    private final Procedures procedures = new Procedures()
            .addNonBlocking("gateway.send", call -> "sent " + call.arg(0).asString())
            .add("gateway.wait", call -> CompletableFuture.supplyAsync(() -> LuaValues.from(1, null, "three"))
                    .join())
            .add("gateway.fail", call -> {
                throw new LuaError(new LuaTable().put("code", 42));
            })
            .add("gateway.break", call -> {
                throw new IllegalStateException("out of order");
            })
            .add("gateway.never", call -> new CompletableFuture<>())
            .add("string.upper", call -> "not Lua's")
            .addValue("gateway.name", "gw7")
            .addValue("limits", new LuaTable().put("max", 7));

    private LuaHost open(String engine, String script) {
        return LuaHost.builder()
                .engine(engine)
                .procedures(procedures)
                .script("start.lua", script)
                .open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void javaCallsWhatTheScriptDefined(String engine) {
        try (LuaHost host = open(engine, """
                app = { config = { ports = { 80, 443 } } }
                function app.start(n) return n * 2, nil, "ok" end
                """)) {
            var lua = host.caller();
            assertThat(lua.call("app.start", 21)).isEqualTo(LuaValues.from(42, null, "ok"));
            assertThat(lua.eval("app.config.ports.2").asLong()).isEqualTo(443);
            assertThat(lua.eval("app.none.at.all").isNil()).isTrue();
            assertThat(lua.call("string.rep", "ab", 3).asString()).isEqualTo("ababab");
            assertThat(lua.newexec("local a, b = ... return b, a").call(1, 2)).isEqualTo(LuaValues.from(2, 1));
            assertThat(lua.proxy(App.class).start(4)).isEqualTo(8);
        }
    }

    @io.perigee.remote.RpcName("app")
    interface App {
        long start(long n);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void luaCallsTheProceduresOfJava(String engine) {
        try (LuaHost host = open(engine, """
                function send(text) return gateway.send(text) end
                function wait() return gateway.wait() end
                function caught(name)
                  local ok, e = pcall(gateway[name])
                  return ok, type(e) == "table" and e.code or e
                end
                function known() return gateway.name, limits.max, string.upper("x") end
                """)) {
            var lua = host.caller();
            assertThat(lua.call("send", "this").asString()).isEqualTo("sent this");
            assertThat(lua.call("wait")).isEqualTo(LuaValues.from(1, null, "three"));
            assertThat(lua.call("caught", "fail")).isEqualTo(LuaValues.from(false, 42));
            assertThat(lua.call("caught", "break")).isEqualTo(LuaValues.from(false, "out of order"));
            assertThat(lua.call("known")).isEqualTo(LuaValues.from("gw7", 7, "X"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    @SuppressWarnings("try")
    void oneRunWaitsWhileOthersGoOn(String engine) throws Exception {
        try (LuaHost host = open(engine, """
                function never() return gateway.never() end
                function quick() return "quick" end
                """)) {
            var never = host.caller().callAsync("never");
            assertThat(host.caller().call("quick").asString()).isEqualTo("quick");
            assertThat(never).isNotDone();
            assertThatThrownBy(() ->
                            host.caller().withTimeout(Duration.ofMillis(50)).call("never"))
                    .isInstanceOf(RpcTimeoutException.class);
            host.close();
            assertThatThrownBy(() -> never.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("lua: closed");
            assertThatThrownBy(() -> host.caller().call("quick")).isInstanceOf(RemoteErrorException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void errorsOfLuaReachJavaWithTheirValueAndTheirFrames(String engine) {
        try (LuaHost host = open(engine, """
                local function inner() error("it broke") end
                function outer() inner() return 1 end
                function failtable() error({ code = 7 }) end
                function through() return gateway.fail(), 1 end
                number = 1
                """)) {
            var lua = host.caller();
            var broken = catchThrowableOfType(RemoteErrorException.class, () -> lua.call("outer"));
            assertThat(broken.error().asString()).isEqualTo("start.lua:1: it broke");
            assertThat(broken.getStackTrace()).anySatisfy(frame -> {
                assertThat(frame.getClassName()).isEqualTo("lua");
                assertThat(frame.getFileName()).isEqualTo("start.lua");
                assertThat(frame.getLineNumber()).isEqualTo(1);
            });
            assertThat(broken.getStackTrace()).anySatisfy(frame -> {
                assertThat(frame.getFileName()).isEqualTo("start.lua");
                assertThat(frame.getLineNumber()).isEqualTo(2);
            });
            assertThat(broken.getStackTrace())
                    .anySatisfy(frame -> assertThat(frame.getClassName()).isEqualTo(LuaHostTest.class.getName()));

            var table = catchThrowableOfType(RemoteErrorException.class, () -> lua.call("failtable"));
            assertThat(table.error()).isInstanceOf(LuaTable.class);
            var through = catchThrowableOfType(RemoteErrorException.class, () -> lua.call("through"));
            assertThat(LuaValue.sameStructure(through.error(), new LuaTable().put("code", 42)))
                    .isTrue();

            assertThat(reason(() -> lua.call("none"))).isEqualTo(Reason.NO_SUCH_PROCEDURE);
            assertThat(reason(() -> lua.call("number"))).isEqualTo(Reason.NOT_CALLABLE);
            assertThat(reason(() -> lua.eval("outer"))).isEqualTo(Reason.NOT_SERIALIZABLE);
        }
    }

    private static Reason reason(Runnable call) {
        return catchThrowableOfType(RemoteErrorException.class, call::run).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aStartUpScriptThatFailsSaysWhere(String engine) {
        assertThatThrownBy(() -> open(engine, "local x = 1\nlocal function f() error('no') end\nf()\nreturn x"))
                .isInstanceOf(LuaScriptException.class)
                .hasMessage("start.lua: start.lua:2: no")
                .satisfies(e -> assertThat(e.getStackTrace()[1].getFileName()).isEqualTo("start.lua"));
        assertThatThrownBy(() -> open(engine, "return return"))
                .isInstanceOf(LuaScriptException.class)
                .hasMessageContaining("start.lua:1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void scriptsRunWithArguments(String engine) throws Exception {
        try (LuaHost host = open(engine, "")) {
            var run = host.run(LuaString.of("return arg[0], arg[2], ..."), "script.lua", "one", "two");
            assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(LuaValues.from("script.lua", "two", "one", "two"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51"})
    void aProcedureThatRunsOnTheThreadOfLuaMustNotWaitForIt(String engine) {
        procedures.addNonBlocking("gateway.back", call -> call.caller().call("f"));
        try (LuaHost host = open(engine, "function f() end function g() return gateway.back() end")) {
            assertThatThrownBy(() -> host.caller().call("g")).hasMessageContaining("on the thread of Lua");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51"})
    void whatLuaCompletesMustNotWaitForItEither(String engine) {
        procedures.addNonBlocking("gateway.later", call -> CompletableFuture.supplyAsync(() -> 1));
        try (LuaHost host = open(engine, "function f() end function g() return gateway.later() end")) {
            // Now and then it is another thread that completes a call, which may wait.
            Throwable refusal = await().until(
                            () -> host.caller()
                                    .callAsync("g")
                                    .thenApply(results -> host.caller().call("f"))
                                    .handle((results, failure) -> failure)
                                    .get(10, TimeUnit.SECONDS),
                            failure -> failure != null);
            assertThat(refusal).hasMessageContaining("on the thread of Lua");
        }
    }
}
