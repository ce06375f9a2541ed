package io.perigee.procedure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProceduresTest {
    private final Procedures procedures = new Procedures()
            .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .addNonBlocking("string.upper", call -> "UP")
            .addValue("config", Map.of("name", "gw", "net", Map.of("ip", "10.0.0.1", "ports", List.of(80, 443))))
            .addValue("answer", 42)
            .addValue("limits.frame.size", 16)
            .addValue("limits.frame.time", 10)
            .addValue("limits.1", "first");

    private String call(String name, Object... args) {
        return TestCall.of(procedures, name, args).answer();
    }

    private String eval(String path) {
        return call("__rpceval", path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add                | 3
            string.upper       | "UP"
            string..upper.     | "UP"
            answer             | NOT_CALLABLE nil
            config             | NOT_CALLABLE nil
            config.net.ports.1 | NOT_CALLABLE nil
            string             | NOT_CALLABLE nil
            limits.frame       | NOT_CALLABLE nil
            ''                 | NOT_CALLABLE nil
            ...                | NOT_CALLABLE nil
            nope               | NO_SUCH_PROCEDURE nil
            string.lower       | NO_SUCH_PROCEDURE nil
            add.more           | NO_SUCH_PROCEDURE nil
            config.net.mask    | NO_SUCH_PROCEDURE nil
            config.name.length | NO_SUCH_PROCEDURE nil
            __rpcping          | NO_SUCH_PROCEDURE nil
            """)
    void answersCallsByWhatTheNameLeadsTo(String name, String answer) {
        assertThat(call(name, 1, 2)).isEqualTo(answer);
    }

    @Test
    void tellsTheNamesOfItsProceduresAlone() {
        var named =
                new Procedures().add("b", call -> null).add("a.x", call -> null).addValue("answer", 42);
        assertThat(TestCall.of(named, "__rpcnames").answer()).isEqualTo("{\"a.x\", \"b\"}");
        assertThat(TestCall.of(new Procedures(), "__rpcnames").answer()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            answer             | 42
            config.name        | "gw"
            config.net.ports   | {80, 443}
            config.net.ports.2 | 443
            config..net.ip.    | "10.0.0.1"
            config.net.ports.3 | nil
            config.nope.more   | nil
            config.name.length | nil
            nope               | nil
            limits.frame       | {size = 16, time = 10}
            limits             | {"first", frame = {size = 16, time = 10}}
            limits.1           | "first"
            add                | NOT_SERIALIZABLE "Cannot serialize result"
            string             | NOT_SERIALIZABLE "Cannot serialize result"
            ''                 | NOT_SERIALIZABLE "Cannot serialize result"
            """)
    void evaluatesPaths(String path, String answer) {
        assertThat(eval(path)).isEqualTo(answer);
    }

    @Test
    void looksForAnIndexFirstAndForAStringThen() {
        var table = LuaTable.listOf("one").put("1", "a string").put("2", "two").put("007", "bond");
        procedures.addValue("t", table);

        assertThat(eval("t.1")).isEqualTo("\"one\"");
        assertThat(eval("t.2")).isEqualTo("\"two\"");
        assertThat(eval("t.007")).isEqualTo("\"bond\"");
        assertThat(eval("t.99999999999999999999")).isEqualTo("nil");
    }

    @Test
    void mergesAValueWithTheNamesBelowIt() {
        procedures.addValue("config.mtu", 1500).addValue("config.net.dns", "10.0.0.2");

        assertThat(eval("config.mtu")).isEqualTo("1500");
        assertThat(eval("config.name")).isEqualTo("\"gw\"");
        assertThat(eval("config.net.ip")).isEqualTo("\"10.0.0.1\"");
        assertThat(eval("config"))
                .contains("mtu = 1500")
                .contains("name = \"gw\"")
                .contains("dns = \"10.0.0.2\"")
                .contains("ip = \"10.0.0.1\"");
        assertThat(eval("config.net")).contains("dns = \"10.0.0.2\"").contains("ip = \"10.0.0.1\"");
        assertThat(eval("config.net.ports.2")).isEqualTo("443");

        procedures.add("config.reload", call -> null);
        assertThat(eval("config")).startsWith("NOT_SERIALIZABLE");
        assertThat(eval("config.name")).isEqualTo("\"gw\"");
    }

    @Test
    void composesTheRootOfARegistryOfValues() {
        var values = new Procedures().addValue("a", 1).addValue("b.c", 2);

        assertThat(TestCall.of(values, "__rpceval", "").answer()).isEqualTo("{a = 1, b = {c = 2}}");
        assertThat(TestCall.of(new Procedures(), "__rpceval", "").answer()).isEqualTo("{}");
        assertThat(TestCall.of(new Procedures(), "").answer()).startsWith("NOT_CALLABLE");
    }

    @Test
    void raisesForAPathThatIsNoString() {
        assertThat(call("__rpceval", 1)).startsWith("RAISED \"eval: number (expected: a string");
        assertThat(call("__rpceval")).startsWith("RAISED \"eval: nil");
    }

    @Test
    void replacesWhatHasTheName() {
        procedures.add("answer", call -> "a procedure now");
        assertThat(call("answer")).isEqualTo("\"a procedure now\"");
        assertThat(eval("answer")).startsWith("NOT_SERIALIZABLE");

        procedures.addNonBlocking("answer", call -> "another");
        assertThat(call("answer")).isEqualTo("\"another\"");

        procedures.addValue("answer", 43);
        assertThat(call("answer")).startsWith("NOT_CALLABLE");
        assertThat(eval("answer")).isEqualTo("43");

        procedures.addValue("answer", null);
        assertThat(call("answer")).startsWith("NO_SUCH_PROCEDURE");
    }

    @Test
    void removesExactlyOneName() {
        procedures.add("string", call -> "string itself");

        assertThat(procedures.remove("string")).isTrue();
        assertThat(procedures.remove("string")).isFalse();
        assertThat(procedures.remove("limits")).isFalse();
        assertThat(call("string.upper")).isEqualTo("\"UP\"");

        assertThat(procedures.remove("string.upper")).isTrue();
        assertThat(call("string.upper")).startsWith("NO_SUCH_PROCEDURE");
        assertThat(call("string")).startsWith("NO_SUCH_PROCEDURE");
    }

    @Test
    void listsItsNames() {
        assertThat(procedures.names())
                .containsExactly(
                        "add",
                        "answer",
                        "config",
                        "limits.1",
                        "limits.frame.size",
                        "limits.frame.time",
                        "string.upper");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''        | name: 0 bytes (expected: 1 to 65534)
            .a        | name: ".a" (expected: segments that are not empty)
            a.        | name: "a." (expected: segments that are not empty)
            a..b      | name: "a..b" (expected: segments that are not empty)
            __rpceval | name: "__rpceval" (expected: a name that does not begin with __rpc)
            __rpc.x   | name: "__rpc.x" (expected: a name that does not begin with __rpc)
            """)
    void refusesNamesThatCannotBeOne(String name, String message) {
        assertThatThrownBy(() -> procedures.add(name, call -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> procedures.addValue(name, 1)).hasMessage(message);
    }

    @Test
    void countsTheBytesOfANameNotItsCharacters() {
        assertThatCode(() -> procedures.add("ü".repeat(32767), call -> null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> procedures.add("ü".repeat(32768), call -> null))
                .hasMessage("name: 65536 bytes (expected: 1 to 65534)");
    }

    @Test
    void refusesAValueWithoutALuaCounterpart() {
        assertThatThrownBy(() -> procedures.addValue("x", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThat(procedures.names()).doesNotContain("x");
    }

    @Test
    @Timeout(20)
    void staysFastWithAHundredThousandNames() {
        for (int i = 0; i < 100_000; i++) {
            procedures.add("ns" + i % 100 + ".p" + i, call -> null);
        }
        assertThat(call("ns7.p7")).isEqualTo("nil");
        for (int i = 0; i < 20_000; i++) {
            assertThat(procedures.resolve(LuaString.of("ns7.nope"))).isEqualTo(Resolution.Absence.MISSING);
            assertThat(procedures.resolve(LuaString.of("ns7"))).isEqualTo(Resolution.Absence.NOT_CALLABLE);
            assertThat(procedures.eval(LuaString.of(""))).isEmpty();
        }
    }

    @Test
    void walksAPathOfManySegmentsOnlyAsFarAsItLeads() {
        var self = new LuaTable();
        self.put("self", self);
        procedures.addValue("loop", self);

        assertThat(procedures.resolve(LuaString.of("loop" + ".self".repeat(10_000))))
                .isEqualTo(Resolution.Absence.NOT_CALLABLE);
        assertThat(eval(".".repeat(65_000) + "answer")).isEqualTo("42");
    }

    @Test
    void doesNotComposeDeeperThanAValueMayBe() {
        procedures.addValue("deep" + ".x".repeat(60), 1).addValue("deeper" + ".x".repeat(1000), 1);

        assertThat(eval("deep")).startsWith("{x = {x = ");
        assertThat(eval("deeper")).startsWith("NOT_SERIALIZABLE");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAPlainMapWhateverIsAddedAndRemoved(long seed) {
        var random = new Random(seed);
        var registry = new Procedures();
        var model = new TreeMap<String, Object>();
        for (int i = 0; i < 3000; i++) {
            String name = name(random);
            switch (random.nextInt(3)) {
                case 0 -> {
                    registry.add(name, call -> "called " + call.procedure());
                    model.put(name, "procedure");
                }
                case 1 -> {
                    registry.addValue(name, i);
                    model.put(name, i);
                }
                default -> assertThat(registry.remove(name)).isEqualTo(model.remove(name) != null);
            }
            assertThat(registry.names()).containsExactlyElementsOf(model.keySet());
            String asked = name(random);
            assertThat(TestCall.of(registry, asked).answer()).isEqualTo(expectedAnswer(model, asked));
        }
    }

    private static String expectedAnswer(Map<String, Object> model, String name) {
        if ("procedure".equals(model.get(name))) {
            return "\"called " + name + "\"";
        }
        boolean namespace = model.keySet().stream().anyMatch(each -> each.startsWith(name + "."));
        return model.containsKey(name) || namespace ? "NOT_CALLABLE nil" : "NO_SUCH_PROCEDURE nil";
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            name.append(name.length() == 0 ? "" : ".").append((char) ('a' + random.nextInt(3)));
        }
        return name.toString();
    }

    @Test
    void findsByRawBytesTheNameOfTheSameBytes() {
        var probe = TestCall.probe("add");
        byte[] longer = "string.upper".getBytes(UTF_8);

        assertThat(procedures.find(probe).name()).isEqualTo("add");
        probe.set(longer, 0, longer.length);
        assertThat(procedures.find(probe).name()).isEqualTo("string.upper");
        assertThat(probe.toLuaString()).isEqualTo(LuaValue.of("string.upper"));
        probe.set(longer, 7, 5);
        assertThat(probe.toLuaString()).isEqualTo(LuaValue.of("upper"));
        assertThat(procedures.find(probe)).isNull();
    }

    @Test
    void canBeChangedWhileCallsComeIn() {
        var stop = new AtomicBoolean();
        Supplier<Integer> calling = () -> {
            int calls = 0;
            while (!stop.get()) {
                assertThat(call("hot.reload")).isIn("1", "2", "NO_SUCH_PROCEDURE nil");
                assertThat(call("string.upper")).isEqualTo("\"UP\"");
                calls++;
            }
            return calls;
        };
        var callers = List.of(CompletableFuture.supplyAsync(calling), CompletableFuture.supplyAsync(calling));
        for (int i = 0; i < 20_000; i++) {
            procedures.add("hot.reload", call -> 1);
            procedures.addNonBlocking("hot.reload", call -> 2);
            procedures.remove("hot.reload");
        }
        stop.set(true);

        assertThat(callers).allSatisfy(caller -> assertThat(caller).succeedsWithin(Duration.ofSeconds(10)));
    }
}
