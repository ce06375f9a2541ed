package io.perigee.gateway.json.luau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.gateway.json.JsonDialect;
import io.perigee.remote.RpcName;
import io.perigee.remote.RpcResults;
import io.perigee.transport.Address;
import io.perigee.value.LuaName;
import io.perigee.value.LuaValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuauModuleTest {
    private static final Address.Tcp SERVER = new Address.Tcp("127.0.0.1", 8006);

    enum Side {
        BUY,
        @LuaName("sell")
        SELL
    }

    record Order(
            @LuaName("sec code") String symbol, int quantity, Optional<Double> limit, Side side, List<Order> legs) {}

    record Span(double low, double high) {}

    @RpcName("broker")
    interface Broker {
        long place(Order order);

        @RpcName("orders.all")
        List<Order> orders();

        CompletableFuture<Integer> countLater();

        void cancel(@Nullable String reason, boolean end);

        @RpcResults
        Span span(Map<String, byte[]> of);

        double sum(int... numbers);

        LuaValues several(Object anything);
    }

    /** What the module returns, in one line. */
    private static String body(Library library) {
        String source = new LuauModule("lib", library, SERVER, JsonDialect.DEFAULT).source();
        return source.substring(source.indexOf("return {")).replaceAll("\\s+", " ");
    }

    @Test
    void anInterfaceBecomesTypedFunctions() {
        String source = new LuauModule("lib", Library.ofClass(Broker.class), SERVER, JsonDialect.DEFAULT).source();
        assertThat(source).startsWith("--!strict\n").contains("""
                export type Order = {
                	["sec code"]: string,
                	quantity: number,
                	limit: number?,
                	side: "BUY" | "sell",
                	legs: { Order },
                }
                """);
        assertThat(body(Library.ofClass(Broker.class)))
                .contains("place = function(order: Order): number return (library.call(\"broker.place\", order)) end,")
                .contains("orders = { all = function(): { Order } ")
                .contains("countLater = function(): number ")
                .contains("cancel = function(reason: string?, end_: boolean): ()"
                        + " library.call(\"broker.cancel\", reason, end_) end,")
                .contains("span = function(of: { [string]: string }): (number, number)"
                        + " return library.call(\"broker.span\", of) end,")
                .contains("sum = function(...: number): number return (library.call(\"broker.sum\", ...)) end,")
                .contains("several = function(anything: any): ...any ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add | function(...: any): ...any
            add() | function(): ...any
            add(a, b) | function(a: any, b: any): ...any
            add(a: number, b: number): number | function(a: number, b: number): number
            dot( a : {number}, b:{ {number} } ) : number? | function(a: { number }, b: { { number } }): number?
            f(o: {[string]: boolean}?, ...: string): (number, any) | function(o: { [string]: boolean }?, ...: string): (number, any)
            f(end: number, not: any) | function(end_: number, not_: any): ...any
            f(a: number, a: string, a2, a) | function(a: number, a2: string, a22: any, a3: any): ...any
            f(library: string) | function(library2: string): ...any
            f(): ...any | function(): ...any
            """)
    void declarationsAreRead(String declaration, String function) {
        assertThat(body(Library.ofSignatures(List.of(declaration)))).contains(" = " + function + " return ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '' | a name at character 1
            f( | the name of a parameter at character 3
            f(a: Order) | number, string, boolean, any, {T}, {[K]: V} or T? at character 11
            f(a: {number) | } at character 13
            f() x | the end at character 5
            """)
    void whatIsNoDeclarationIsRefused(String declaration, String expected) {
        assertThatThrownBy(() -> Library.ofSignatures(List.of(declaration)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: " + expected);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        var library = Library.ofSignatures(List.of(
                "add(a: number, b: number): number",
                "linalg.norm(a: {{number}}, ord: number?): number?",
                "load(file: string): (any, number)",
                "log(...: string): ()",
                "stop(): ()",
                "untyped"));
        var read = Library.ofModule(new LuauModule("lib", library, SERVER, JsonDialect.DEFAULT).source());
        assertThat(read.functions()).containsExactlyInAnyOrderElementsOf(library.functions());
    }

    @Test
    void modulesOfOthersAreReadAsFarAsTheyTell() {
        var read = Library.ofModule("""
                local numpy = {}
                -- Adds.
                function numpy.add(a: number, b: number): number
                \treturn call("add", a, b)
                end
                function numpy.dot(a, b)
                \treturn call("dot", a, b)
                end
                local function call(name, ...) end
                function numpy.plot(figure: Figure, done: ((number) -> ())?): Figure
                end
                function numpy.show(figure: Figure): Figure
                end
                return numpy
                """);
        assertThat(read.functions())
                .isEqualTo(Library.ofSignatures(List.of(
                                "add(a: number, b: number): number", "dot(a, b)", "plot", "show(figure: any): any"))
                        .functions());
        assertThatThrownBy(() -> Library.ofModule("return {}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("module: no function found");
    }

    @Test
    void namesThatAreNoIdentifiersAreQuoted() {
        assertThat(body(Library.ofSignatures(List.of("and.a-b"))))
                .contains(
                        "[\"and\"] = { [\"a-b\"] = function(...: any): ...any return library.call(\"and.a-b\", ...) end,");
    }

    @Test
    void aNameCannotBeBothProcedureAndTable() {
        for (var names : List.of(List.of("a", "a.b"), List.of("a.b", "a"))) {
            assertThatThrownBy(() -> body(Library.ofSignatures(names)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(expected: no other of its name, or below or above it)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a.", ".a", "a..b"})
    void aNameWithAnEmptyPartIsRefused(String name) {
        assertThatThrownBy(() -> body(Library.ofSignatures(List.of("f", name))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("procedure: " + name + " (expected: a name without empty parts between its dots)");
    }

    @Test
    void aModuleHasANameOfItsOwn() {
        for (String name : List.of("", "a-b", "end", "json", "../x")) {
            assertThatThrownBy(
                            () -> new LuauModule(name, Library.ofSignatures(List.of("f")), SERVER, JsonDialect.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("name: " + name);
        }
    }
}
