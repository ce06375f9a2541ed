package io.perigee.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.RpcName;
import io.perigee.remote.RpcResults;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects by reference between a host and its owner: Lua holds Java's, and Java Lua's. */
@Timeout(60)
class LuaHostObjectsTest {
    private static final String COUNTERS = """
            function ref(object) return setmetatable({}, { __reference = object }) end
            function newcounter(start)
              local counter = { value = start }
              function counter:add(n)
                self.value = self.value + n
                return self.value
              end
              function counter:pair() return 1, nil, self.value end
              function counter:fail() error({ code = 7 }, 0) end
              function counter:spin() while true do end end
              function counter:wait() gateway.wait() end
              kept = kept or counter
              return ref(counter)
            end
            function value(counter) return counter.value end
            """;

    private final Session session = new Session();
    private final AtomicReference<@Nullable RemoteObject> watched = new AtomicReference<>();
    private final AtomicReference<@Nullable WeakReference<Object>> last = new AtomicReference<>();
    private final Procedures procedures = new Procedures()
            .add("gateway.open", call -> LuaUserdata.of(session))
            .add("gateway.fresh", call -> {
                var fresh = new Session();
                last.set(new WeakReference<>(fresh));
                return LuaUserdata.of(fresh);
            })
            .add("gateway.is", call -> call.arg(0).value().equals(LuaUserdata.of(session)))
            .add("gateway.watch", call -> {
                watched.set(call.arg(0).as(RemoteObject.class));
                return null;
            })
            .add("gateway.wait", call -> new CompletableFuture<>());

    /** Java's object; what has no annotation stays hidden. */
    static final class Session {
        private long total;

        @RpcName
        public long add(long n) {
            total += n;
            return total;
        }

        @RpcName
        public LuaUserdata reference() {
            return LuaUserdata.of(this);
        }

        @RpcName
        @RpcResults
        public List<Object> both() {
            return List.of(total, "both");
        }

        @RpcName
        public void fail() {
            throw new LuaError(42);
        }

        public void hidden() {
            total = -1;
        }
    }

    /** Lua's object as Java sees it. */
    interface Counter {
        long add(long n);
    }

    private LuaHost open(String engine, LuaPolicy policy) {
        return LuaHost.builder()
                .engine(engine)
                .procedures(procedures)
                .policy(policy)
                .script("start.lua", COUNTERS)
                .open();
    }

    private static LuaValues run(LuaHost host, String code, @Nullable Object... args) {
        return host.caller().newexec(code).call(args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void luaCallsAnObjectOfJava(String engine) {
        for (LuaPolicy policy : List.of(LuaPolicy.OFF, LuaPolicy.SOURCE)) {
            session.total = 0;
            try (LuaHost host = open(engine, policy)) {
                assertThat(run(host, "s = gateway.open() s:add(5) return s:add(6), s == gateway.open()"))
                        .isEqualTo(LuaValues.from(11, true));
                assertThat(run(host, "return s:both()")).isEqualTo(LuaValues.from(11, "both"));
                assertThat(run(host, "return gateway.is(s), rawequal(s:reference(), s)"))
                        .isEqualTo(LuaValues.from(true, true));
                assertThat(run(host, "return s").value()).isEqualTo(LuaUserdata.of(session));
                assertThat(run(host, "return rawequal(s, ...)", LuaUserdata.of(session)))
                        .isEqualTo(LuaValues.from(true));
                assertThat(run(host, "return pcall(s.fail, s)")).isEqualTo(LuaValues.from(false, 42));
                assertThat(run(host, "return pcall(s.hidden, s)").get(1).asString())
                        .isEqualTo("invoke: hidden (expected: a method of the object)");
                assertThat(run(host, "return pcall(s.add, s, 'x')").get(0)).isEqualTo(LuaValue.of(false));
                assertThat(session.total).isEqualTo(11);
                assertThat(run(host, "return getmetatable(s), pcall(setmetatable, s, nil)")
                                .toList())
                        .startsWith(LuaValue.of("object"), LuaValue.of(false));
                assertThat(run(host, "return pcall(gateway.is, { s })").get(1).asString())
                        .isEqualTo("gateway.is: argument[1][1]: an object"
                                + " (expected: one that is an argument or result of its own)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void javaCallsAnObjectOfLua(String engine) {
        try (LuaHost host = open(engine, LuaPolicy.OFF)) {
            Caller lua = host.caller();
            var counter = lua.call("newcounter", 10).as(RemoteObject.class);
            var other = lua.call("newcounter", 0).as(RemoteObject.class);

            assertThat(counter.invoke("add", 5)).isEqualTo(LuaValues.from(15));
            assertThat(counter.as(Counter.class).add(1)).isEqualTo(16);
            assertThat(counter.invokeAsync("pair").join()).isEqualTo(LuaValues.from(1, null, 16));
            assertThat(other.invoke("add", 1).asLong()).isEqualTo(1);
            assertThat(counter).isNotEqualTo(other);
            assertThat(lua.call("value", counter).asLong()).isEqualTo(16);
            assertThat(run(host, "return rawequal(kept, ...)", counter)).isEqualTo(LuaValues.from(true));
            assertThat(run(host, "return ref(kept)").as(RemoteObject.class)).isSameAs(counter);
            assertThatThrownBy(() -> counter.invoke("fail"))
                    .isInstanceOfSatisfying(
                            RemoteErrorException.class,
                            e -> assertThat(e.error().at("code").asLong()).isEqualTo(7));
            assertThatThrownBy(() -> counter.invoke("nope"))
                    .hasMessageContaining("method: nope (expected: a method of the object)");
            assertThatThrownBy(() -> counter.withTimeout(Duration.ofMillis(50)).invoke("wait"))
                    .isInstanceOf(RpcTimeoutException.class);
            assertThat(lua.call("value", counter.withTimeout(Duration.ofSeconds(30)))
                            .asLong())
                    .isEqualTo(16);
            assertThatThrownBy(() -> run(host, "return { ref(kept) }"))
                    .isInstanceOfSatisfying(RemoteErrorException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.NOT_SERIALIZABLE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aProcedureIsGivenAnObjectOfLua(String engine) {
        try (LuaHost host = open(engine, LuaPolicy.SOURCE);
                LuaHost other = open("lua51", LuaPolicy.OFF)) {
            run(host, "newcounter(1) gateway.watch(ref(kept))");
            RemoteObject counter = watched.get();

            assertThat(counter.invoke("add", 41).asLong()).isEqualTo(42);
            assertThat(run(host, "return kept.value").asLong()).isEqualTo(42);
            // To another host it is an object of Java's.
            assertThat(run(other, "local c = ... return c:add(1), c:pair()", counter)
                            .toList())
                    .startsWith(LuaValue.of(43), LuaValue.of(1));
        }
        assertThatThrownBy(() -> watched.get().invoke("add", 1)).isInstanceOf(RemoteErrorException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void whatNobodyHoldsIsGarbage(String engine) {
        try (LuaHost host = open(engine, LuaPolicy.OFF)) {
            run(host, """
                    weak = setmetatable({}, { __mode = "v" })
                    function make()
                      weak[#weak + 1] = { add = function() return 1 end }
                      return ref(weak[#weak])
                    end
                    function left()
                      collectgarbage()
                      collectgarbage()
                      local n = 0
                      for _ in pairs(weak) do n = n + 1 end
                      return n
                    end
                    """);
            Caller lua = host.caller();
            var held = lua.call("make").as(RemoteObject.class);
            for (int i = 0; i < 100; i++) {
                lua.call("make");
            }
            await().until(() -> {
                System.gc();
                return lua.call("left").asLong() == 1;
            });
            assertThat(held.invoke("add").asLong()).isEqualTo(1);

            run(host, "s = gateway.fresh() s:add(1)");
            var kept = last.get();
            run(host, "for i = 1, 100 do gateway.fresh():add(1) end");
            var dropped = last.get();
            await().until(() -> {
                System.gc();
                run(host, "collectgarbage() for i = 1, 100 do gateway.fresh() end");
                return dropped.get() == null;
            });
            assertThat(kept.get()).isNotNull();
            assertThat(run(host, "return s:add(1)").asLong()).isEqualTo(2);
        }
    }

    /** What cannot cross is an error where it was to, and nothing is left waiting. */
    @ParameterizedTest
    @ValueSource(strings = {"lua51-isolated"})
    void toAProcessOfItsOwnNoObjectGoes(String engine) {
        try (LuaHost host = open(engine, LuaPolicy.OFF)) {
            assertThat(run(host, "return pcall(gateway.open)").get(1).asString())
                    .isEqualTo("result[1]: an object (expected: values, for a Lua in a process of its own)");
            assertThat(run(host, "newcounter(1) return pcall(gateway.watch, ref(kept))")
                            .get(1)
                            .asString())
                    .startsWith("gateway.watch: argument[1]: an object");
            assertThatThrownBy(() -> run(host, "return newcounter(1)")).isInstanceOf(RemoteErrorException.class);
            assertThatThrownBy(() -> run(host, "error(newcounter(1))")).hasMessageContaining("error[1]: an object");
            assertThatThrownBy(() -> run(host, "return ...", LuaUserdata.of(session)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(run(host, "return 1").asLong()).isEqualTo(1);
        }
    }
}
