package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaHostBuilder;
import io.perigee.lua.LuaPolicy;
import io.perigee.observe.RpcListener;
import io.perigee.observe.ScriptInfo;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteFunction;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer with a host of Lua, as other peers see it. */
@Timeout(60)
class LuaHostingTest {
    private final List<ScriptInfo> scripts = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final CompletableFuture<LuaValue> never = new CompletableFuture<>();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .addNonBlocking("both", call -> "Java")
            .add("java.never", call -> never)
            .addValue("config", Map.of("name", "gw"));
    private RpcServer server;

    private RpcPeer serve(LuaHostBuilder builder) {
        LuaHost host = keep(builder.procedures(procedures).open());
        server = keep(RpcPeer.newServerOnly(
                "127.0.0.1",
                0,
                RpcOptions.builder()
                        .procedures(procedures)
                        .lua(host)
                        .listener(new RpcListener() {
                            @Override
                            public void onScript(ScriptInfo script) {
                                scripts.add(script);
                            }
                        })
                        .build()));
        return keep(RpcPeer.newClient(server.address()));
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.add(0, opened);
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static RemoteErrorException failure(Runnable call) {
        return catchThrowableOfType(RemoteErrorException.class, call::run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void peersReachTheScriptBehindTheRegistry(String engine) {
        RpcPeer peer = serve(LuaHost.builder().engine(engine).script("app", """
                app = { version = 3 }
                function app.start(n) return n + 1, nil, "started" end
                function app.fail() error({ code = 7 }) end
                function app.broken() local x = nil; return x.y end
                function app.none() end
                function both() return "Lua" end
                config = { name = "hidden", extra = 1 }
                """));
        assertThat(peer.call("app.start", 3)).isEqualTo(LuaValues.from(4, null, "started"));
        assertThat(peer.call("app..start", 3).asLong()).isEqualTo(4);
        assertThat(peer.call("app.none").isEmpty()).isTrue();
        assertThat(peer.call("both").asString()).isEqualTo("Java");
        assertThat(peer.eval("app.version").asLong()).isEqualTo(3);
        assertThat(peer.eval("config.name").asString()).isEqualTo("gw");
        assertThat(peer.eval("app.nothing").isNil()).isTrue();

        RemoteErrorException table = failure(() -> peer.call("app.fail"));
        assertThat(table.reason()).isEqualTo(Reason.RAISED);
        assertThat(LuaValue.sameStructure(table.error(), new LuaTable().put("code", 7)))
                .isTrue();
        assertThat(failure(() -> peer.call("app.broken")).error().asString())
                .startsWith("app:4: ")
                .doesNotContain("traceback");
        assertThat(failure(() -> peer.call("app.missing")).reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(failure(() -> peer.call("__rpcping")).reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(failure(() -> peer.call("app")).reason()).isEqualTo(Reason.NOT_CALLABLE);
        assertThat(failure(() -> peer.call("app.version")).reason()).isEqualTo(Reason.NOT_CALLABLE);
        assertThat(failure(() -> peer.call("")).reason()).isEqualTo(Reason.NOT_CALLABLE);
        RemoteErrorException function = failure(() -> peer.eval("app"));
        assertThat(function.reason()).isEqualTo(Reason.NOT_SERIALIZABLE);
        assertThat(function.error().asString()).isEqualTo("Cannot serialize result");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void withoutPermissionNothingOfLuasOwnIsExported(String engine) {
        RpcPeer peer = serve(LuaHost.builder().engine(engine).script("app", """
                function mine() return string.upper("mine") end
                function load(n) return n end
                """));
        assertThat(peer.call("mine").asString()).isEqualTo("MINE");
        assertThat(peer.call("load", 5).asLong()).isEqualTo(5);
        for (String name : List.of(
                "print",
                "string.upper",
                "os.getenv",
                "os.exit",
                "io.write",
                "_G.print",
                ".string.len",
                "package.loaded.os.exit",
                "debug.getregistry",
                "__perigee.print",
                "_G.os.exit",
                "require")) {
            assertThat(failure(() -> peer.call(name, "x")).reason()).as(name).isEqualTo(Reason.NO_SUCH_PROCEDURE);
            assertThat(peer.eval(name).isNil()).as(name).isTrue();
        }
        assertThat(failure(() -> peer.newexec("return 1")).error().asString())
                .isEqualTo("newexec: refused (expected: a peer that allows it)");
        await().untilAsserted(() -> assertThat(scripts).hasSize(1));
        assertThat(scripts.get(0).error()).startsWith("newexec: refused");
        assertThat(scripts.get(0).hash()).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void peersRunTheirCode(String engine) {
        RpcPeer peer =
                serve(LuaHost.builder().engine(engine).policy(LuaPolicy.SOURCE).script("app", "base = 40"));
        RemoteFunction add = peer.newexec("local n = ... counter = (counter or 0) + 1 return base + n, counter");
        assertThat(add.call(2)).isEqualTo(LuaValues.from(42, 1));
        assertThat(add.call(3)).isEqualTo(LuaValues.from(43, 2));
        assertThat(peer.newexec(List.of("return ", "select('#', ...)", ", ...")).call(null, null))
                .isEqualTo(LuaValues.from(2, null, null));
        assertThat(peer.eval("counter").asLong()).isEqualTo(2);
        assertThat(peer.call("string.upper", "x").asString()).isEqualTo("X");
        assertThat(peer.newexec("return echo(...)").call("a", "b")).isEqualTo(LuaValues.from("a", "b"));

        assertThat(failure(() -> peer.newexec("error('hi')").call()).error().asString())
                .isEqualTo("rpc:1: hi");
        assertThat(failure(() -> peer.newexec("return return")).error().asString())
                .startsWith("rpc:1: ");
        assertThat(failure(() -> peer.newexec(LuaValue.of("\u001bLua"))).error().asString())
                .contains("bytecode-refused");
        assertThat(failure(() -> peer.newexec(LuaValue.of(true))).error().asString())
                .startsWith("newexec: boolean");

        RpcPeer other = keep(RpcPeer.newClient(server.address()));
        assertThat(other.eval("counter").isNil()).isTrue();
        assertThat(failure(() -> other.call("__rpcrunexec", 1)).error().asString())
                .isEqualTo("Undefined exec call");
        assertThat(scripts.stream().filter(script -> script.error() == null)).hasSize(4);
        assertThat(scripts).anySatisfy(script -> assertThat(script.error()).isEqualTo("rpc:1: hi"));
    }

    @Test
    void whatDoesNotCompileTakesNoNumber() {
        serve(LuaHost.builder().policy(LuaPolicy.SOURCE.withFunctions(2)));
        try (var raw = RawPeer.connect(server.address())) {
            raw.call(1, "__rpcbuildexec", "return return").expect(1, Status.EXCEPTION);
            assertThat(raw.call(2, "__rpcbuildexec", "return 1").expect(2, 0)).isEqualTo(LuaValues.from(1));
            assertThat(raw.call(3, "__rpcbuildexec", "return 1").expect(3, 0)).isEqualTo(LuaValues.from(2));
            assertThat(raw.call(4, "__rpcbuildexec", "return 3").expect(4, 1).asString())
                    .isEqualTo("newexec: one more function (expected: <= 2)");
            assertThat(raw.call(5, "__rpcrunexec", 2).expect(5, 0)).isEqualTo(LuaValues.from(1));
            assertThat(raw.call(6, "__rpcrunexec", 2.5).expect(6, 1).asString()).isEqualTo("Undefined exec call");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void codeThatDoesNotEndIsEnded(String engine) {
        RpcPeer peer = serve(LuaHost.builder()
                .engine(engine)
                .policy(LuaPolicy.SOURCE.withInstructions(0).withDeadline(Duration.ofMillis(200))));
        assertThatThrownBy(() -> peer.newexec("while true do end").call()).isInstanceOf(RemoteErrorException.class);
        assertThat(peer.newexec("return 1").call().asLong()).isEqualTo(1);
    }

    @Test
    void codeMayCallAProcedureThatAsksBack() {
        procedures.add("ask", call -> call.caller().call("answer", call.arg(0).asLong()));
        RpcPeer peer = serve(LuaHost.builder().policy(LuaPolicy.SOURCE));
        RpcPeer asked = keep(RpcPeer.newClient(
                server.address(),
                RpcOptions.builder()
                        .procedures(new Procedures()
                                .add("answer", call -> call.arg(0).asLong() * 2))
                        .build()));
        assertThat(asked.newexec("return ask(...) + 1").call(20).asLong()).isEqualTo(41);
        assertThat(peer.isConnected()).isTrue();
    }

    @Test
    void aRunThatWaitsEndsWithItsConnectionOrItsHost() throws Exception {
        RpcPeer peer = serve(LuaHost.builder().policy(LuaPolicy.SOURCE));
        var waits = peer.newexec("return java.never()").callAsync();
        RpcPeer second = keep(RpcPeer.newClient(server.address()));
        var alsoWaits = second.newexec("return java.never()").callAsync();
        await().until(() -> never.getNumberOfDependents() == 2);
        peer.close();
        assertThat(waits).isCompletedExceptionally();
        assertThat(second.newexec("return 1").call().asLong()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(scripts)
                .anyMatch(script -> String.valueOf(script.error()).contains("ended")));
        open.get(open.size() - 1).close();
        assertThatThrownBy(alsoWaits::get).hasMessageContaining("lua: closed");
    }

    @Test
    void whatRunsForAConnectionEndsWithIt() {
        var begun = new CompletableFuture<Void>();
        procedures.addNonBlocking("begun", call -> begun.complete(null));
        RpcPeer peer = serve(
                LuaHost.builder().policy(LuaPolicy.SOURCE.withInstructions(0).withDeadline(Duration.ofMinutes(10))));
        RpcPeer other = keep(RpcPeer.newClient(server.address()));
        RemoteFunction quick = other.newexec("return 'served'");
        RemoteFunction endless = peer.newexec("begun() while true do end");
        var results = List.of(endless.callAsync(), endless.callAsync(), endless.callAsync());
        begun.join();

        peer.close();

        assertThat(quick.call().asString()).isEqualTo("served");
        assertThat(results).allSatisfy(result -> assertThat(result).isCompletedExceptionally());
    }

    @Test
    void aStatePerPeerSharesNothing() {
        RpcPeer peer = serve(LuaHost.builder()
                .policy(LuaPolicy.SOURCE)
                .statePerPeer(true)
                .script("app", "shared = { n = 0 } function bump() shared.n = shared.n + 1 return shared.n end"));
        assertThat(peer.call("bump").asLong()).isEqualTo(1);
        assertThat(peer.newexec("return bump()").call().asLong()).isEqualTo(2);
        try (RpcPeer other = RpcPeer.newClient(server.address())) {
            assertThat(other.call("bump").asLong()).isEqualTo(1);
        }
    }

    @Test
    void codeOfStrangersRunsInAProcessOfItsOwn() {
        RpcPeer peer = serve(LuaHost.builder()
                .engine("lua51-isolated")
                .statePerPeer(true)
                .policy(LuaPolicy.SOURCE.withInstructions(0).withDeadline(Duration.ofSeconds(1)))
                .script("app", "function twice(n) return n * 2 end"));
        assertThat(peer.call("twice", 21).asLong()).isEqualTo(42);
        RemoteFunction code = peer.newexec("if ... then while true do end end return twice(4), echo('x')");
        assertThat(code.call()).isEqualTo(LuaValues.from(8, "x"));
        var endless = code.callAsync(true);
        try (RpcPeer other = RpcPeer.newClient(server.address())) {
            assertThat(other.call("twice", 4).asLong()).isEqualTo(8);
        }
        assertThatThrownBy(endless::join).hasCauseInstanceOf(RemoteErrorException.class);
        assertThat(code.call()).isEqualTo(LuaValues.from(8, "x"));
    }

    @Test
    void whatLuaCannotHoldIsRefused() {
        serve(LuaHost.builder());
        var lua = ((LuaHost) open.get(open.size() - 1)).caller();
        assertThatThrownBy(() -> lua.call("print", new Object()))
                .isInstanceOf(io.perigee.remote.RpcRefusedException.class);
    }

    @Test
    void whatOnlyScriptsWereGivenIsNobodyElses() {
        var internal =
                new Procedures().addNonBlocking("vault.drop", call -> "dropped").addValue("vault.key", "secret");
        LuaHost host =
                keep(LuaHost.builder().procedures(internal).script("app", """
                function vault.count() return 1 end
                function clear() return vault.drop(), vault.key end
                """).open());
        server = keep(RpcPeer.newServerOnly(
                "127.0.0.1", 0, RpcOptions.builder().lua(host).build()));
        RpcPeer peer = keep(RpcPeer.newClient(server.address()));

        assertThat(peer.call("clear")).isEqualTo(LuaValues.from("dropped", "secret"));
        assertThat(peer.call("vault.count").asInt()).isEqualTo(1);
        assertThat(failure(() -> peer.call("vault.drop")).reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(failure(() -> peer.call(".vault..drop")).reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(peer.eval("vault.key").isNil()).isTrue();
        assertThat(peer.eval("vault").isNil()).isTrue();
        assertThat(peer.eval(".__rpcfoo").isNil()).isTrue();
    }

    @Test
    void callsBeginInTheOrderInWhichTheyCame() {
        RpcPeer peer = serve(LuaHost.builder().policy(LuaPolicy.SOURCE).script("app", """
                seen = {}
                function note(n) seen[#seen + 1] = n return #seen end
                """));
        var answers = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 1; i <= 50; i++) {
            answers.add(peer.callAsync("note", i));
        }
        for (int i = 1; i <= 50; i++) {
            assertThat(answers.get(i - 1).join().asInt()).isEqualTo(i);
        }
    }

    @Test
    void manyPeersMayComeAtOnce() {
        RpcPeer first = serve(LuaHost.builder().script("app", "function one() return 1 end"));
        var peers = new ArrayList<RpcPeer>(List.of(first));
        for (int i = 0; i < 20; i++) {
            peers.add(keep(RpcPeer.newClient(server.address())));
        }
        List<CompletableFuture<LuaValues>> answers =
                peers.stream().map(peer -> peer.callAsync("one")).toList();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().asInt()).isEqualTo(1));
    }
}
