package io.perigee.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.remote.RpcName;
import io.perigee.remote.RpcResults;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.LuaView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectProceduresTest {
    record Port(int number, boolean secure) {}

    record Division(long quotient, long remainder) {}

    @RpcName("calc")
    @SuppressWarnings("unused")
    static class Calculator {
        @RpcName
        public long add(long a, long b) {
            return a + b;
        }

        @RpcName("total")
        public long sum(String label, long... numbers) {
            return LongStream.of(numbers).sum();
        }

        @RpcName("who")
        public String whoCalls(String prefix, CallContext call, Optional<String> suffix) {
            return prefix + call.procedure() + "@" + call.peer() + suffix.orElse("");
        }

        @RpcName
        public void reset() {}

        @RpcName
        @RpcResults
        public Division divide(long a, long b) {
            return new Division(a / b, a % b);
        }

        @RpcName
        @RpcResults
        public CompletableFuture<List<String>> several() {
            return CompletableFuture.completedFuture(Arrays.asList("a", null, "c"));
        }

        @RpcName
        public CompletableFuture<Void> later() {
            return CompletableFuture.completedFuture(null);
        }

        @RpcName
        public CompletableFuture<Port> laterPort() {
            return CompletableFuture.completedFuture(new Port(443, true));
        }

        @RpcName
        public LuaValues echo(LuaValues all, LuaValue first, LuaView second) {
            return LuaValues.from(all.size(), first, second);
        }

        @RpcName
        public String kinds(List<Port> ports, Map<String, Integer> map, @Nullable String maybe, Object any) {
            return ports + " " + map + " " + maybe + " " + any;
        }

        @RpcName
        public void fail() throws IOException {
            throw new IOException("disk full");
        }

        @RpcName
        public void raise() {
            throw new LuaError(Map.of("code", 42));
        }

        @RpcName
        @NonBlocking
        public static String fast() {
            return "fast";
        }

        public String notOffered() {
            return "";
        }
    }

    private final Procedures procedures = new Procedures().addObject(new Calculator());

    private String call(String name, Object... args) {
        return TestCall.of(procedures, name, args).answer();
    }

    @Test
    void offersAnnotatedMethodsUnderTheNameOfTheClass() {
        assertThat(procedures.names())
                .contains("calc.add", "calc.total", "calc.who")
                .doesNotContain("calc.notOffered");
        assertThat(call("calc.add", 3, 4)).isEqualTo("7");
        assertThat(call("calc.notOffered")).startsWith("NO_SUCH_PROCEDURE");
        assertThat(call("calc.fast")).isEqualTo("\"fast\"");
    }

    @Test
    void offersThemUnderAnotherPrefixOrNone() {
        var others = new Procedures().addObject("a.b", new Calculator()).addObject("", new Calculator());

        assertThat(others.names()).contains("a.b.add", "add").doesNotContain("calc.add");
    }

    @Test
    void givesTheRestOfTheArgumentsToAVariableParameter() {
        assertThat(call("calc.total", "x", 1, 2, 3)).isEqualTo("6");
        assertThat(call("calc.total", "x")).isEqualTo("0");
        assertThat(call("calc.total", "x", 1, "two")).isEqualTo("RAISED \"argument[3]: string (expected: integer)\"");
    }

    @Test
    void givesTheCallToWhoeverAsksForItAndCountsItNotAsAnArgument() {
        assertThat(call("calc.who", "<", ">")).isEqualTo("\"<calc.who@nowhere:1999>\"");
        assertThat(call("calc.who", "<")).isEqualTo("\"<calc.who@nowhere:1999\"");
        assertThat(call("calc.echo", 1, 2, 3)).isEqualTo("3, 1, 2");
    }

    @Test
    void answersWithNoResultOneOrSeveral() {
        assertThat(TestCall.of(procedures, "calc.reset").results).isEqualTo(LuaValues.empty());
        assertThat(TestCall.of(procedures, "calc.later").results).isEqualTo(LuaValues.empty());
        assertThat(call("calc.divide", 23, 3)).isEqualTo("7, 2");
        assertThat(call("calc.several")).isEqualTo("\"a\", nil, \"c\"");
        assertThat(call("calc.laterPort")).isEqualTo("{number = 443, secure = true}");
    }

    @Test
    void convertsArgumentsAsTheParametersSay() {
        assertThat(call("calc.kinds", List.of(Map.of("number", 1, "secure", false)), Map.of("a", 1), null, 2.5))
                .isEqualTo("\"[Port[number=1, secure=false]] {a=1} null 2.5\"");
    }

    @Test
    void raisesAtTheCallerWhatDoesNotFit() {
        assertThat(call("calc.add", 1)).isEqualTo("RAISED \"argument[2]: nil (expected: integer)\"");
        assertThat(call("calc.kinds", List.of(new LuaTable())))
                .isEqualTo("RAISED \"argument[1][1].number: nil (expected: integer of 32 bits)\"");
        assertThat(call("calc.who")).isEqualTo("RAISED \"argument[1]: nil (expected: string)\"");
    }

    @Test
    void raisesWhatTheMethodThrowsAsItIs() {
        assertThat(call("calc.fail")).isEqualTo("RAISED \"disk full\"");
        assertThat(call("calc.raise")).isEqualTo("RAISED {code = 42}");
        assertThat(call("calc.divide", 1, 0)).isEqualTo("RAISED \"/ by zero\"");
    }

    @Test
    void runsOnTheEventLoopOnlyWhatSaysSo() {
        assertThat(procedures.find(TestCall.probe("calc.fast")).nonBlocking()).isTrue();
        assertThat(procedures.find(TestCall.probe("calc.add")).nonBlocking()).isFalse();
        assertThat(new Procedures()
                        .addObject(new Quick())
                        .find(TestCall.probe("quick"))
                        .nonBlocking())
                .isTrue();
    }

    @NonBlocking
    static final class Quick {
        @RpcName("quick")
        public void quick() {}
    }

    @RpcName("store")
    interface Store<T> {
        @RpcName
        T load(String key);

        @RpcName("put")
        int save(T item);
    }

    static class MemoryStore implements Store<Port> {
        @Override
        public Port load(String key) {
            return new Port(key.length(), false);
        }

        @Override
        public int save(Port item) {
            return item.number();
        }
    }

    public static final class SubStore extends MemoryStore {}

    @Test
    void takesAnnotationsFromInterfacesAndSuperclasses() {
        for (var store : List.of(new MemoryStore(), new SubStore())) {
            var stores = new Procedures().addObject(store);

            assertThat(stores.names()).containsExactly("store.load", "store.put");
            assertThat(TestCall.of(stores, "store.load", "abc").answer()).isEqualTo("{number = 3, secure = false}");
            assertThat(TestCall.of(stores, "store.put", Map.of("number", 7, "secure", true))
                            .answer())
                    .isEqualTo("7");
        }
    }

    static final class Overloaded {
        @RpcName
        public void add(int a) {}

        @RpcName
        public void add(String a) {}
    }

    static final class Hidden {
        @RpcName
        void add() {}
    }

    static final class BadResults {
        @RpcName
        @RpcResults
        public int count() {
            return 1;
        }
    }

    @Test
    void refusesWhatCannotBeMappedByName() {
        var registry = new Procedures();

        assertThatThrownBy(() -> registry.addObject(new Overloaded()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("add: two methods of io.perigee.procedure.ObjectProceduresTest$Overloaded"
                        + " (expected: one, or another @RpcName)");
        assertThatThrownBy(() -> registry.addObject(new Hidden()))
                .hasMessageEndingWith("Hidden.add: not public (expected: a public method)");
        assertThatThrownBy(() -> registry.addObject(new BadResults()))
                .hasMessageEndingWith("BadResults.count: type: int (expected: a record, a list or an array)");
        assertThatThrownBy(() -> registry.addObject("text"))
                .hasMessage("object: java.lang.String (expected: public methods with @RpcName)");
        assertThat(registry.names()).isEmpty();
    }

    @Test
    void callsMethodsOfAnObjectHandedOutByReference() {
        var object = LuaUserdata.of(new Calculator());
        var registry = LuaUserdata.of(new Procedures().add("get", call -> call.arg(0)));

        assertThat(call("__rpcinvoke", object, "add", 1, 2)).isEqualTo("3");
        assertThat(call("__rpcinvoke", registry, "get", "x")).isEqualTo("\"x\"");
        assertThat(call("__rpcinvoke", object, "notOffered")).startsWith("RAISED \"invoke: notOffered");
        assertThat(call("__rpcinvoke", LuaUserdata.of(new Overloaded()), "add"))
                .startsWith("RAISED \"invoke: add: two");
        assertThat(call("__rpcinvoke", "x", "add")).startsWith("RAISED \"invoke: string, string");
    }
}
