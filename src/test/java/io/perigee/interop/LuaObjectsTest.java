package io.perigee.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.RpcOptions;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.RpcName;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that stay where they are, Lua's called by Java and Java's called by Lua. */
@ParameterizedClass(name = "{0} as {1}")
@MethodSource("io.perigee.interop.LuaPeer#all")
class LuaObjectsTest {
    private final Tally tally = new Tally();
    private final RpcOptions options = RpcOptions.builder()
            .procedures(new Procedures()
                    .add("tally", call -> LuaUserdata.of(tally))
                    .add("istally", call -> call.arg(0).value().equals(LuaUserdata.of(tally)))
                    .add("echo", call -> call.args())
                    .add("twice", call -> call.arg(0)
                            .as(RemoteObject.class)
                            .invoke("add", 2 * call.arg(1).asLong())))
            .build();

    private final String interpreter;
    private final LuaPeer.Role role;
    private LuaPeer lua;
    private Caller peer;

    /** Java's object; what has no annotation stays hidden. */
    static final class Tally {
        private final AtomicLong total = new AtomicLong();

        @RpcName
        public long add(long n) {
            return total.addAndGet(n);
        }

        @RpcName
        public long total() {
            return total.get();
        }

        public void hidden() {
            total.set(-1);
        }
    }

    /** Lua's object as Java sees it. */
    interface Counter {
        long add(long n);
    }

    LuaObjectsTest(String interpreter, LuaPeer.Role role) {
        this.interpreter = interpreter;
        this.role = role;
    }

    @BeforeEach
    void open() throws Exception {
        lua = LuaPeer.open(interpreter, role, options);
        peer = lua.peer();
    }

    @AfterEach
    void close() {
        lua.close();
    }

    @Test
    void javaCallsAnObjectOfLua() {
        var counter = peer.call("newcounter", 10).as(RemoteObject.class);
        var other = peer.call("newcounter").as(RemoteObject.class);

        assertThat(counter.invoke("add", 5)).isEqualTo(LuaValues.from(15));
        assertThat(counter.invokeAsync("add", 5).join().asLong()).isEqualTo(20);
        assertThat(counter.as(Counter.class).add(1)).isEqualTo(21);
        assertThat(other.invoke("add", 1).asLong()).isEqualTo(1);
        assertThat(counter).isNotEqualTo(other);
        assertThatThrownBy(() -> counter.invoke("nothing"))
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("method: nothing (expected: a method of the object)");
    }

    @Test
    void luaSeesItsOwnObjectAgain() {
        var counter = peer.call("newcounter", 10).as(RemoteObject.class);

        assertThat(lua.run("local c, n = ... c:add(1) return c.value, n", counter, 7))
                .isEqualTo(LuaValues.from(11, 7));
        assertThat(lua.run("local c = ... return c", counter.as(Counter.class)).as(RemoteObject.class))
                .isEqualTo(counter);
        assertThat(lua.run("local c = ... return java:call('echo', c) == c", counter))
                .isEqualTo(LuaValues.from(true));
        assertThat(lua.run("local c = ... java:call('twice', c, 4) return c.value", counter))
                .isEqualTo(LuaValues.from(19));
    }

    @Test
    void signaturesMakeObjectsOfResults() {
        lua.run("function opensession() return { get = function(_, name) return { value = name } end } end");
        peer.call("rpc.signature", "opensession", "#session");
        peer.call("rpc.signature", "#session", "get", "#variable");

        var variable = peer.call("opensession").as(RemoteObject.class).invoke("get", "uptime");
        assertThat(lua.run("local v = ... return v.value", variable.as(RemoteObject.class)))
                .isEqualTo(LuaValues.from("uptime"));
    }

    @Test
    void luaCallsAnObjectOfJava() {
        assertThat(lua.run("local t = java:call('tally') t:add(5) return t:add(6), java:call('tally') == t"))
                .isEqualTo(LuaValues.from(11, true));
        assertThat(lua.run("local t = ... return t:total()", LuaUserdata.of(tally))
                        .asLong())
                .isEqualTo(11);
        assertThat(lua.run("return rpc.pcall(function() return java:call('tally'):hidden() end)"))
                .satisfies(results -> assertThat(results.get(0))
                        .isEqualTo(LuaValues.from(false).get(0)))
                .satisfies(results -> assertThat(results.get(1).asString()).contains("hidden"));
        assertThat(tally.total()).isEqualTo(11);
    }

    @Test
    void javaSeesItsOwnObjectAgain() {
        assertThat(lua.run("return java:call('tally')").value()).isEqualTo(LuaUserdata.of(tally));
        assertThat(lua.run("return java:call('istally', ...)", LuaUserdata.of(tally)))
                .isEqualTo(LuaValues.from(true));
    }

    @Test
    void aReleasedObjectIsUnknown() {
        lua.run("kept = java:call('tally') kept:add(1)");
        assertThat(lua.peer().release(tally)).isTrue();
        assertThat(lua.run("return rpc.pcall(kept.add, kept, 1)").get(1).asString())
                .contains("unknown-object");
        assertThat(tally.total()).isEqualTo(1);
    }
}
