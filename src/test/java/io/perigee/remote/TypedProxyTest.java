package io.perigee.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaName;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.LuaView;
import io.perigee.value.ValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypedProxyTest {
    enum Mode {
        FAST,
        SAFE
    }

    record Port(int number, @LuaName("tls") boolean secure) {}

    record Division(long quotient, long remainder, Optional<String> note) {}

    interface Session {
        String get(String oid);
    }

    @RpcName("gw")
    interface Gateway {
        void reset();

        int add(int a, int b);

        @RpcName("math.sum")
        double sum(String label, double... numbers);

        @RpcName
        String name();

        @Nullable
        String find(String key);

        Optional<Port> port(String name);

        List<Port> ports();

        Map<String, List<Integer>> table();

        byte[] firmware();

        Mode mode(Mode wanted);

        LuaValue raw();

        LuaValues all(Object... args);

        LuaView view();

        Object natural();

        Session open(String host);

        @RpcResults
        Division divide(long a, long b);

        @RpcResults
        List<Integer> three();

        CompletableFuture<String> nameAsync();

        CompletionStage<List<Port>> portsAsync();

        Future<Void> resetAsync();

        CompletableFuture<LuaValues> allAsync();

        CompletableFuture<@Nullable String> findAsync();

        @RpcResults
        CompletableFuture<Division> divideAsync();

        default int addOne(int a) {
            return add(a, 1);
        }

        static String nothingRemote() {
            return "local";
        }
    }

    interface Store<T> {
        T load(String key);

        List<T> loadAll();
    }

    interface PortStore extends Store<Port> {
        @Override
        Port load(String key);
    }

    private static Gateway answering(Object... results) {
        return RecordingCaller.answering(results).proxy(Gateway.class);
    }

    @Test
    void callsTheProcedureNamedByInterfaceAndMethod() {
        var caller = RecordingCaller.answering(3);
        var gateway = caller.proxy(Gateway.class);

        assertThat(gateway.add(1, 2)).isEqualTo(3);
        gateway.reset();
        assertThat(gateway.sum("x", 1, 2.5)).isEqualTo(3);
        assertThat(gateway.sum("y")).isEqualTo(3);
        assertThat(gateway.sum("z", (double[]) null)).isEqualTo(3);
        gateway.all("a", null, List.of());

        assertThat(caller.calls)
                .containsExactly(
                        "gw.add[1, 2]",
                        "gw.reset[]",
                        "gw.math.sum[x, 1, 2.5]",
                        "gw.math.sum[y]",
                        "gw.math.sum[z]",
                        "gw.all[a, nil, table: 0 pairs]");
    }

    @Test
    void convertsArgumentsAndResults() {
        var port = Map.of("number", 443, "tls", true);

        assertThat(answering("gateway").name()).isEqualTo("gateway");
        assertThat(answering("SAFE").mode(Mode.FAST)).isEqualTo(Mode.SAFE);
        assertThat(answering(port).port("https")).contains(new Port(443, true));
        assertThat(answering().port("https")).isEmpty();
        assertThat(answering(List.of(port)).ports()).containsExactly(new Port(443, true));
        assertThat(answering(Map.of("a", List.of(1))).table()).isEqualTo(Map.of("a", List.of(1)));
        assertThat(answering(new byte[] {-1}).firmware()).containsExactly(-1);
        assertThat(answering(1.5).raw()).isEqualTo(LuaValue.of(1.5));
        assertThat(answering().raw()).isEqualTo(LuaValue.nil());
        assertThat(answering(1, null).all()).isEqualTo(LuaValues.from(1, null));
        assertThat(answering(List.of(1, "x")).natural()).isEqualTo(List.of(1L, "x"));
        assertThat(answering().natural()).isNull();
    }

    @Test
    void readsSeveralResultsIntoOneRecord() {
        assertThat(answering(7, 2).divide(23, 3)).isEqualTo(new Division(7, 2, Optional.empty()));
        assertThat(answering(7, 2, "odd", "more").divide(23, 3)).isEqualTo(new Division(7, 2, Optional.of("odd")));
        assertThat(answering(1, null, 3).three()).containsExactly(1, null, 3);
        assertThat(answering(7, 2).divideAsync()).isCompletedWithValue(new Division(7, 2, Optional.empty()));
    }

    @Test
    void givesNullForNilOnlyWhereTheMethodSaysSo() {
        assertThat(answering().find("x")).isNull();
        assertThat(answering().findAsync()).isCompletedWithValue(null);
        assertThatThrownBy(() -> answering().name()).hasMessage("result[1]: nil (expected: string)");
        assertThatThrownBy(() -> answering().add(1, 2)).hasMessage("result[1]: nil (expected: integer of 32 bits)");
    }

    @Test
    void namesThePathOfAResultThatDoesNotFit() {
        var port = Map.of("number", "https");

        assertThatThrownBy(() -> answering(List.of(port)).ports())
                .isInstanceOf(ValueException.class)
                .hasMessage("result[1][1].number: string (expected: integer of 32 bits)");
        assertThatThrownBy(() -> answering(7).divide(1, 2)).hasMessage("result[2]: nil (expected: integer)");
        assertThatThrownBy(() -> answering(1, "x").three())
                .hasMessage("result[2]: string (expected: integer of 32 bits)");
        assertThatThrownBy(() -> answering(List.of()).view().at("x").at(1).asLong())
                .hasMessage("result[1].x: nil (expected: table)");
    }

    @Test
    void answersWithFutures() {
        assertThat(answering("gateway").nameAsync()).isCompletedWithValue("gateway");
        assertThat(answering(List.of()).portsAsync()).isCompletedWithValue(List.of());
        assertThat((CompletableFuture<Void>) answering(1).resetAsync()).isCompletedWithValue(null);
        assertThat(answering(1, 2).allAsync()).isCompletedWithValue(LuaValues.from(1, 2));
    }

    @Test
    void failsTheFutureWhenTheResultDoesNotFit() {
        assertThat(answering(1).nameAsync())
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ValueException.class)
                .withMessage("result[1]: number (expected: string)");
    }

    @Test
    void passesFailuresOfTheCallOnAsTheyAre() {
        var failure = new RpcTimeoutException("gw.name", "nowhere", Outcome.UNKNOWN, "too late", null);
        var gateway = RecordingCaller.failing(failure).proxy(Gateway.class);

        assertThatThrownBy(gateway::name).isSameAs(failure);
        assertThatThrownBy(() -> gateway.nameAsync().join())
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        gateway.nameAsync()
                .whenComplete((name, e) -> assertThat(e).isSameAs(failure))
                .exceptionally(e -> "")
                .join();
    }

    @Test
    void cancelsTheCallWithTheFuture() {
        var pending = new CompletableFuture<LuaValues>();
        var gateway = new RecordingCaller((procedure, args) -> pending).proxy(Gateway.class);

        gateway.nameAsync().cancel(false);

        assertThat(pending).isCancelled();
    }

    @Test
    void callsDefaultMethodsAsTheyAre() {
        var caller = RecordingCaller.answering(5);

        assertThat(caller.proxy(Gateway.class).addOne(4)).isEqualTo(5);
        assertThat(caller.calls).containsExactly("gw.add[4, 1]");
    }

    @Test
    void hasTheMethodsOfEveryObject() {
        var caller = RecordingCaller.echo();
        var gateway = caller.proxy(Gateway.class);

        assertThat(Set.of(gateway, caller.proxy(Gateway.class))).hasSize(2).contains(gateway);
        assertThat(gateway).hasToString("Gateway at nowhere:1999");
        assertThat(caller.calls).isEmpty();
    }

    @Test
    void knowsWhatTheTypeVariablesOfItsSupertypesStandFor() {
        var port = Map.of("number", 1, "tls", false);
        var store = RecordingCaller.answering(port).proxy(PortStore.class);
        Store<Port> base = store;

        assertThat(store.load("x")).isEqualTo(new Port(1, false));
        assertThat(base.load("x")).isEqualTo(new Port(1, false));
        assertThat(RecordingCaller.answering(List.of(port))
                        .proxy(PortStore.class)
                        .loadAll())
                .containsExactly(new Port(1, false));
    }

    @Test
    void callsMethodsOfAnObjectByTheirOwnNames() {
        var object = RecordingCaller.answering("up");

        assertThat(object.as(Gateway.class).name()).isEqualTo("up");
        assertThat(object.as(Session.class).get("1.3.6")).isEqualTo("up");
        assertThat(object.calls).containsExactly("name[]", "get[1.3.6]");
    }

    @Test
    void givesAProxyForAnObjectThatIsHandedOut() {
        var object = RecordingCaller.answering("up");
        var session = answering(LuaUserdata.of(object)).open("host");

        assertThat(session.get("1.3.6")).isEqualTo("up");
        assertThatThrownBy(() -> answering(1).open("host")).hasMessage("result[1]: number (expected: Session)");
    }

    @Test
    void passesTheProxyOfAnObjectBackAsTheObject() {
        var object = RecordingCaller.answering();

        assertThat(LuaValue.from(object.as(Session.class))).isEqualTo(LuaUserdata.of(object));
        assertThat(LuaValue.from(object)).isEqualTo(LuaUserdata.of(object));
        assertThatThrownBy(() -> LuaValue.from(object.proxy(Gateway.class)))
                .hasMessageContaining("a type with a Lua counterpart");
    }

    interface Wrong {
        @RpcResults
        int count();
    }

    @Test
    void refusesWhatCannotBeMappedAndNamesTheMethod() {
        var caller = RecordingCaller.echo();

        assertThatThrownBy(() -> caller.proxy(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("proxy: java.lang.String (expected: an interface)");
        assertThatThrownBy(() -> caller.proxy(Wrong.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("proxy: io.perigee.remote.TypedProxyTest$Wrong.count: type: int (expected: a record, a list"
                        + " or an array)");
    }

    @Test
    void readsValuesByPathWithoutWaiting() {
        var caller = RecordingCaller.answering(new LuaTable());

        assertThat(caller.evalAsync("config").join().type()).hasToString("table");
        assertThat(caller.calls).containsExactly("__rpceval[config]");
    }
}
