package io.perigee.lua.spec;

import static io.perigee.lua.spec.EngineDriver.await;
import static io.perigee.lua.spec.EngineDriver.done;
import static io.perigee.lua.spec.EngineDriver.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does with code of its owner. */
public abstract class LuaSpec {
    private static final int SHARED = LuaEngine.SHARED;

    private EngineDriver lua;

    protected abstract LuaEngine open(EngineSettings settings);

    @BeforeEach
    void open() {
        lua = new EngineDriver(open(EngineSettings.TRUSTED));
    }

    @AfterEach
    void close() {
        lua.close();
    }

    private void registered(String... names) {
        for (String name : names) {
            await(lua.engine().register(name));
        }
    }

    @Test
    void valuesOfEveryKindGoThereAndBack() {
        Object[] values = {null, true, false, 0, -1, 1L << 52, -(1L << 52), 1.5, -1e300, "", "text", "ünï", 1e-5};

        assertThat(lua.results("return ...", values)).isEqualTo(LuaValues.from(values));
    }

    @Test
    void whatIsNoNumberOrHasNoEndKeepsItsKind() {
        assertThat(lua.results(
                                "local nan, inf, zero = ... return nan ~= nan, inf == 1 / 0, 1 / zero == -1 / 0",
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                -0.0)
                        .toList())
                .containsOnly(LuaValue.of(true));
        assertThat(lua.result("return -0.0 * 1").asDouble()).isEqualTo(-0.0);
        assertThat(lua.result("return 0/0").asDouble()).isNaN();
        assertThat(lua.result("return -1/0").asDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void stringsAreBytes() {
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        assertThat(lua.result("return ...", all)).isEqualTo(LuaString.wrap(all));
        assertThat(lua.result("local s = ... return #s", all).asLong()).isEqualTo(256);
        assertThat(lua.result(
                                "local s = ... local t = {} for i = 1, #s do t[i] = s:byte(i) end return t[1] + t[256]",
                                all)
                        .asLong())
                .isEqualTo(255);
    }

    @Test
    void longStringsOfAnyBytes() {
        var bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);

        assertThat(lua.result("return ...", bytes)).isEqualTo(LuaString.wrap(bytes));
        assertThat(lua.result("local t = ... return t.s", new LuaTable().put("s", bytes)))
                .isEqualTo(LuaString.wrap(bytes));
        assertThat(lua.result("local s = ... return { s }", bytes).at(1).value())
                .isEqualTo(LuaString.wrap(bytes));
    }

    @Test
    void tablesOfEveryKindGoThereAndBack() {
        var table = new LuaTable()
                .put("name", "x")
                .put("list", LuaTable.listOf(1, 2, LuaTable.listOf("deep", true)))
                .put("empty", new LuaTable())
                .put(LuaValue.of(true), LuaValue.of(1))
                .put(LuaValue.of(1.5), LuaValue.of(-2.25))
                .put(LuaValue.of(-7), LuaValue.of(1e100))
                .put("big", 1L << 40)
                .put("inf", Double.POSITIVE_INFINITY)
                .put("bytes", new byte[] {0, -1, 10, 13, 34, 92});

        assertThat(LuaValue.sameStructure(lua.result("return ...", table), table))
                .isTrue();
    }

    @Test
    void holesStayWhereTheyAre() {
        LuaValue back = lua.result("local t = ... return { t[1], nil, t[3] }", LuaTable.listOf("a", null, "c"));

        assertThat(back.at(1).value()).isEqualTo(LuaValue.of("a"));
        assertThat(back.at(2).value()).isEqualTo(LuaValue.nil());
        assertThat(back.at(3).value()).isEqualTo(LuaValue.of("c"));
        assertThat(lua.results("return nil, 1, nil").size()).isEqualTo(3);
    }

    @Test
    void integersOfSixtyFourBitsWhereTheDialectHasThem() {
        LuaValue back = lua.result("return ...", Long.MAX_VALUE);

        if (lua.engine().provider().capabilities().contains(Capability.INT64)) {
            assertThat(back).isEqualTo(LuaValue.of(Long.MAX_VALUE));
            assertThat(lua.result("return { math.mininteger }").at(1).value()).isEqualTo(LuaValue.of(Long.MIN_VALUE));
        } else {
            assertThat(back).isEqualTo(LuaValue.of(0x1p63));
        }
    }

    @Test
    void whatHasNoFormOutsideIsRefusedByName() {
        assertThat(refused("return 1, print")).startsWith("result[2]: function (expected: ");
        assertThat(refused("return { a = { { print } } }")).startsWith("result[1].a[1][1]: function (expected: ");
        assertThat(refused("local t = {} t.inner = { self = t } return t"))
                .isEqualTo("result[1].inner.self: a table inside itself (expected: no cycle)");
        assertThat(refused("local t = {} for i = 1, 70 do t = { t } end return t"))
                .contains("depth 65 (expected: <= 64)");
        assertThat(refused("return { [{}] = 1 }")).contains("key: table");
        assertThat(refused("return coroutine.create(function() end)")).contains("thread");
    }

    @Test
    void whatIsShortButComesOftenIsRefused() {
        assertThat(refused("local s, t = ('x'):rep(1e7), {} for i = 1, 7 do t[i] = s end"
                        + " return (table.unpack or unpack)(t)"))
                .isEqualTo("results: 70000000 bytes (expected: <= 67108864)");
        assertThat(refused("local t, all = {}, {} for i = 1, 1e5 do t[i] = true end for i = 1, 6 do all[i] = t end"
                        + " return (table.unpack or unpack)(all)"))
                .isEqualTo("results: more than 1000000 values (expected: fewer)");
        assertThat(lua.result("return ('x'):rep(1e7)").asString().length()).isEqualTo(10_000_000);
    }

    private String refused(String code) {
        Step.Failed failure = failed(lua.run(code));
        assertThat(failure.cause()).isEqualTo(Cause.NOT_SERIALIZABLE);
        return failure.error().toString();
    }

    @Test
    void argumentsWithoutAFormInsideAreRefused() {
        var cycle = new LuaTable();
        cycle.put("self", cycle);

        assertThat(failed(lua.run("return 1", cycle)).cause()).isEqualTo(Cause.NOT_SERIALIZABLE);
        assertThat(lua.result("return 1")).isEqualTo(LuaValue.of(1));
    }

    @Test
    void noMetamethodIsAskedWhenValuesLeave() {
        assertThat(LuaValue.sameStructure(
                        lua.result(
                                "local boom = function() error('asked') end return setmetatable({ a = 1 }, { __index = boom,"
                                        + " __len = boom, __pairs = boom, __eq = boom, __tostring = boom })"),
                        new LuaTable().put("a", 1)))
                .isTrue();
    }

    @Test
    void manyArgumentsAndResults() {
        var many = new Object[200];
        Arrays.setAll(many, i -> i);

        assertThat(lua.results("return ...", many).size()).isEqualTo(200);
        assertThat(lua.results("return (table.unpack or unpack)({}, 1, 3000)").size())
                .isEqualTo(3000);
    }

    @Test
    void errorsHaveTheirValueAndWhereTheyWereRaised() {
        Step.Failed failure = failed(lua.run("local function inner()\n  error('boom')\nend\ninner()"));

        assertThat(failure.cause()).isEqualTo(Cause.RAISED);
        assertThat(failure.error()).isEqualTo(LuaValue.of("test:2: boom"));
        assertThat(failure.traceback().lines()).anyMatch(line -> line.startsWith("test:2: in "));
        assertThat(failure.traceback()).contains("test:4:").doesNotContain("perigee");
    }

    @Test
    void errorsOfTablesComeAsTables() {
        LuaValue error = failed(lua.run("error({ code = 7 })")).error();

        assertThat(error.at("code").value()).isEqualTo(LuaValue.of(7));
        assertThat(failed(lua.run("error()")).error()).isEqualTo(LuaValue.nil());
        assertThat(failed(lua.run("error(print)")).error().toString()).contains("function");
    }

    @Test
    void errorsInsideCoroutinesHaveBothTracebacks() {
        String trace = failed(lua.run("local function inner()\n error('x')\nend\nlocal f = coroutine.wrap(inner)\nf()"))
                .traceback();

        assertThat(trace).contains("test:2:").contains("test:5:");
    }

    @Test
    void chunksThatDoNotCompileFailWithLuasMessage() {
        assertThatThrownBy(() -> lua.run("return return"))
                .isInstanceOf(LuaEngineException.class)
                .hasMessageStartingWith("test:1: ");
    }

    @Test
    void bytecodeIsRefusedUnlessItIsAllowed() {
        LuaString code = LuaString.wrap(
                lua.result("return string.dump(function(a) return a + 1 end)").asBytes());

        assertThatThrownBy(() -> await(lua.engine().load(SHARED, code, "@test")))
                .isInstanceOf(LuaEngineException.class)
                .hasMessage("chunk: bytecode (expected: source text)");
        var allowed = new EngineSettings("lua", true, EngineSettings.LIBRARIES, true, 0, 32L << 20);
        try (var other = new EngineDriver(open(allowed))) {
            long function = await(other.engine().load(SHARED, code, "@test"));
            assertThat(done(await(other.engine()
                            .spawn(SHARED, new Target.Function(function), LuaValues.from(41), Budget.NONE))))
                    .isEqualTo(LuaValues.from(42));
        }
    }

    @Test
    void theSameCodeIsCompiledOnce() {
        LuaString code = LuaString.of("return 1");
        long first = await(lua.engine().load(SHARED, code, "@a"));

        assertThat(await(lua.engine().load(SHARED, code, "@a"))).isEqualTo(first);
        assertThat(await(lua.engine().load(SHARED, code, "@b"))).isNotEqualTo(first);
        lua.engine().dropFunction(first);
        Step gone = await(lua.engine().spawn(SHARED, new Target.Function(first), LuaValues.empty(), Budget.NONE));
        assertThat(failed(gone).cause()).isEqualTo(Cause.NOT_FOUND);
        assertThat(await(lua.engine().load(SHARED, code, "@a"))).isNotEqualTo(first);
    }

    @Test
    void pathsAreFollowedRawAndThroughTablesAlone() {
        lua.run("config = { net = { ip = 'a', [1] = 'one', ['2'] = 'two' } }"
                + " strange = setmetatable({}, { __index = function() error('asked') end })");

        assertThat(done(lua.eval(SHARED, "config.net.ip"))).isEqualTo(LuaValues.from("a"));
        assertThat(done(lua.eval(SHARED, ".config..net.1"))).isEqualTo(LuaValues.from("one"));
        assertThat(done(lua.eval(SHARED, "config.net.2"))).isEqualTo(LuaValues.from("two"));
        assertThat(done(lua.eval(SHARED, "config.net.ip.len")).get(0)).isEqualTo(LuaValue.nil());
        assertThat(done(lua.eval(SHARED, "strange.x")).get(0)).isEqualTo(LuaValue.nil());
        assertThat(failed(lua.eval(SHARED, "print")).cause()).isEqualTo(Cause.NOT_SERIALIZABLE);
    }

    @Test
    void functionsAreCalledByTheirPath() {
        lua.run("app = { start = function(n) return n * 2 end, name = 'x' }");

        assertThat(done(lua.call(SHARED, "app.start", 3))).isEqualTo(LuaValues.from(6));
        assertThat(failed(lua.call(SHARED, "app.stop")).cause()).isEqualTo(Cause.NOT_FOUND);
        assertThat(failed(lua.call(SHARED, "app.name")).cause()).isEqualTo(Cause.NOT_CALLABLE);
    }

    @Test
    void environmentsSeeWhatIsSharedAndKeepWhatTheySet() {
        lua.run("shared = 1");
        int one = await(lua.engine().newEnvironment());
        int two = await(lua.engine().newEnvironment());

        assertThat(done(lua.run(one, "own = shared + 1 shared = 5 return own, shared, _G.own", Budget.NONE)))
                .isEqualTo(LuaValues.from(2, 5, 2));
        assertThat(done(lua.run(two, "return own, shared", Budget.NONE))).isEqualTo(LuaValues.from(null, 1));
        assertThat(done(lua.eval(one, "own"))).isEqualTo(LuaValues.from(2));
        assertThat(done(lua.eval(SHARED, "own")).get(0)).isEqualTo(LuaValue.nil());
        lua.engine().dropEnvironment(one);
        assertThat(done(lua.eval(one, "own")).get(0)).isEqualTo(LuaValue.nil());
    }

    @Test
    void aDroppedEnvironmentTakesItsFunctionsAlong() {
        int environment = await(lua.engine().newEnvironment());
        long function = await(lua.engine().load(environment, LuaString.of("return 1"), "@a"));

        lua.engine().dropEnvironment(environment);

        Step step =
                await(lua.engine().spawn(environment, new Target.Function(function), LuaValues.empty(), Budget.NONE));
        assertThat(failed(step).cause()).isEqualTo(Cause.NOT_FOUND);
    }

    @Test
    void valuesAreSetUnderDottedNames() {
        await(lua.engine().set("a.b.c", LuaTable.listOf(1, 2)));
        await(lua.engine().set("a.b.d", LuaValue.of("x")));

        assertThat(lua.results("return a.b.c[2], a.b.d")).isEqualTo(LuaValues.from(2, "x"));
    }

    @Test
    void functionsOfTheHostAreAskedAndAnswered() {
        registered("gateway.send");

        Step asks = lua.run("local a, b = gateway.send('x', { 1 }) return b, a");

        assertThat(asks).isInstanceOfSatisfying(Step.Operation.class, operation -> {
            assertThat(operation.name()).isEqualTo("gateway.send");
            assertThat(operation.arguments().get(0)).isEqualTo(LuaValue.of("x"));
            assertThat(operation.arguments().get(1).at(1).value()).isEqualTo(LuaValue.of(1));
        });
        assertThat(done(lua.answer(asks, 1, 2))).isEqualTo(LuaValues.from(2, 1));
    }

    @Test
    void errorsOfTheHostAreRaisedByItsFunctions() {
        registered("ask");

        assertThat(done(lua.answerWithError(lua.run("return pcall(ask)"), "no")))
                .isEqualTo(LuaValues.from(false, "no"));
        assertThat(failed(lua.answerWithError(lua.run("ask()"), "no")).error()).isEqualTo(LuaValue.of("no"));
    }

    @Test
    void whatTheHostCannotBeGivenIsAnErrorOfTheCall() {
        registered("ask");

        assertThat(lua.results("return pcall(ask, print)").get(1).toString()).startsWith("ask: argument[1]: function");
    }

    @Test
    void whatTheHostCannotBeGivenTakesNoStackHoweverOften() {
        registered("ask");

        assertThat(lua.result(
                        "local n = 0 for i = 1, 200000 do if not pcall(ask, print) then n = n + 1 end end return n"))
                .isEqualTo(LuaValue.of(200_000));
    }

    @Test
    void operationsPassThroughPcallCoroutinesAndBoth() {
        registered("ask");
        Step step = lua.run("return pcall(function()"
                + " local f = coroutine.wrap(function()"
                + "   local ok, v = pcall(function() local x = ask(1) coroutine.yield(x) return ask(2) end)"
                + "   coroutine.yield(v) error('inner', 0) end)"
                + " local a, b = f(), f()"
                + " local ok, message = xpcall(f, function(m) return m .. '!' end)"
                + " return a, b, ok, message end)");

        step = lua.answer(step, "first");
        step = lua.answer(step, "second");

        assertThat(done(step)).isEqualTo(LuaValues.from(true, "first", "second", false, "inner!"));
    }

    @Test
    void operationsInsideWhatCannotYieldSaySo() {
        registered("ask");

        Step.Failed failure = failed(lua.run("table.sort({ 3, 2, 1 }, function(a, b) ask() return a < b end)"));

        assertThat(failure.error().toString())
                .isEqualTo(
                        "attempt to call a function of the host from within a metamethod, an iterator or a callback of"
                                + " the library (expected: a call from the function itself)");
    }

    @Test
    void operationsInsideMetamethodsAndIteratorsPassWhereTheDialectLetsThem() {
        registered("ask");
        boolean yields =
                lua.result("return jit ~= nil or _VERSION ~= 'Lua 5.1'").equals(LuaValue.of(true));
        for (String code : List.of(
                "return setmetatable({}, { __index = function() local x = ask() return x end }).x",
                "for x in function(_, last) if not last then local y = ask() return y end end do return x end")) {
            Step step = lua.run(code);
            if (yields) {
                assertThat(done(lua.answer(step, 7))).isEqualTo(LuaValues.from(7));
            } else {
                assertThat(failed(step).error().toString()).contains("from within a metamethod, an iterator");
            }
        }
    }

    @Test
    void coroutinesAreAsInPlainLua() {
        assertThat(lua.results(
                        "local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)"
                                + " local _, x = coroutine.resume(co, 1) local s = coroutine.status(co)"
                                + " local _, y = coroutine.resume(co, 21)"
                                + " return x, s, y, coroutine.status(co), coroutine.resume(co)"))
                .isEqualTo(LuaValues.from(2, "suspended", 42, "dead", false, "cannot resume dead coroutine"));
        assertThat(lua.results("local co co = coroutine.create(function() pcall(function()"
                        + " s = coroutine.status(co) same = coroutine.running() == co end) end)"
                        + " coroutine.resume(co) return s, same"))
                .isEqualTo(LuaValues.from("running", true));
        assertThat(failed(lua.run("coroutine.yield()")).error().toString())
                .contains("attempt to yield from outside a coroutine");
    }

    @Test
    void pcallAndXpcallAreAsInPlainLua() {
        assertThat(lua.results("return pcall(error)")).isEqualTo(LuaValues.from(false, null));
        assertThat(lua.results("return pcall(error, { 1 })").get(1).at(1).value())
                .isEqualTo(LuaValue.of(1));
        assertThat(lua.results("return select('#', pcall(function() return nil, nil end))"))
                .isEqualTo(LuaValues.from(3));
        assertThat(lua.results("return pcall(nil)").get(0)).isEqualTo(LuaValue.of(false));
        assertThat(lua.results("return xpcall(function() error('x', 0) end, function(m) return m .. 'y' end)"))
                .isEqualTo(LuaValues.from(false, "xy"));
        assertThat(lua.results("return xpcall(function() return 1, 2 end, print)"))
                .isEqualTo(LuaValues.from(true, 1, 2));
        assertThat(lua.results("return xpcall(function() error('deep') end, debug.traceback)")
                        .get(1)
                        .toString())
                .contains("test:1: deep")
                .contains("traceback");
    }

    @Test
    void runsThatWaitDoNotDisturbEachOther() {
        registered("ask");
        Step first = lua.run("local a = ask() return a");
        Step second = lua.run("local a = ask() return a");

        assertThat(done(lua.answer(second, "second"))).isEqualTo(LuaValues.from("second"));
        assertThat(done(lua.answer(first, "first"))).isEqualTo(LuaValues.from("first"));
    }

    @Test
    void runsThatAreGoneAreClosed() {
        registered("ask");
        Step step = lua.run("return ask()");
        lua.engine().drop(((Step.Operation) step).run());

        assertThat(failed(lua.answer(step, 1)).cause()).isEqualTo(Cause.CLOSED);
    }

    @Test
    void closingEndsWhatIsDue() {
        CompletionStage<Step> running = lua.engine()
                .spawn(SHARED, new Target.Path(LuaString.of("string.rep")), LuaValues.from("x", 10), Budget.NONE);
        lua.close();
        lua.close();

        assertThatThrownBy(() -> lua.run("return 1")).isInstanceOf(LuaEngineException.class);
        try {
            assertThat(done(await(running))).isEqualTo(LuaValues.from("xxxxxxxxxx"));
        } catch (LuaEngineException e) {
            assertThat(e).hasMessage("engine: closed (expected: an open one)");
        }
    }

    @Test
    void tenThousandRunsLeaveNothingBehind() {
        registered("ask");
        String count = "collectgarbage() collectgarbage() return collectgarbage('count')";
        lua.run("function work(t) return pcall(function() return t[1], ask(t) end) end");
        callWork(100);
        double before = lua.result(count).asDouble();

        callWork(10_000);

        assertThat(lua.result(count).asDouble() - before).as("KiB more").isLessThan(64);
    }

    private void callWork(int times) {
        for (int i = 0; i < times; i++) {
            Step step = lua.call(SHARED, "work", LuaTable.listOf(i, "x" + i));
            if (i % 3 == 0) {
                lua.engine().drop(((Step.Operation) step).run());
            } else if (i % 3 == 1) {
                lua.answerWithError(step, "no");
            } else {
                assertThat(done(lua.answer(step, i))).isEqualTo(LuaValues.from(true, i, i));
            }
        }
    }
}
