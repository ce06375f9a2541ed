package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.codec.msgpack.MsgPack;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcName;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that speak MessagePack, with servers that were told nothing of it. */
@Timeout(60)
class MsgPackPeersTest {
    private static final RpcOptions CLIENT = RpcOptions.builder()
            .codec(MsgPack.INSTANCE)
            .procedures(new Procedures()
                    .add("whoami", call -> "client")
                    .addNonBlocking("twice", call -> call.arg(0).asLong() * 2))
            .build();

    /** An object that goes by reference. */
    static final class Counter {
        private long count;

        @RpcName
        public long add(long n) {
            return count += n;
        }
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Object> seen = new CopyOnWriteArrayList<>();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .add("slowEcho", call -> call.args())
            .addNonBlocking("sum", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .add(
                    "back",
                    call -> call.caller().call("twice", call.arg(0).asLong()).asLong() + 1)
            .add("who", call -> call.caller().call("whoami").asString())
            .add("multi", call -> LuaValues.from(1, null, "three"))
            .add("fail", call -> {
                throw new LuaError(call.arg(0));
            })
            .add("code", call -> {
                var self = new LuaTable();
                return self.put("self", self);
            })
            .add("counter", call -> LuaUserdata.of(new Counter()))
            .add("keep", call -> {
                seen.add(((LuaUserdata) call.arg(0).value()).object());
                return null;
            })
            .addValue("config", Map.of("name", "gw", "ports", List.of(80, 443)));

    private RpcServer serve(RpcOptions.Builder options) {
        return keep(RpcPeer.newServerOnly(
                "127.0.0.1", 0, options.procedures(procedures).build()));
    }

    private RpcServer serve() {
        return serve(RpcOptions.builder());
    }

    private RpcPeer connect(RpcServer server) {
        return keep(RpcPeer.newClient(server.address(), CLIENT));
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

    @Test
    void whatIsBeyondTheLimitsOfTheLuaModuleCrosses() {
        RpcPeer peer = connect(serve());
        assertThat(peer.call("echo", Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1))
                .isEqualTo(LuaValues.from(Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1));
        assertThat(peer.call("sum", 1L << 62, 1).asLong()).isEqualTo((1L << 62) + 1);
        String text = "ä".repeat(1 << 20);
        assertThat(peer.call("slowEcho", text).asString()).isEqualTo(text);
        var binary = LuaString.wrap(new byte[] {0, (byte) 0xff, 1});
        assertThat(peer.call("echo", binary).value()).isEqualTo(binary);
        var list = new LuaTable();
        for (int i = 1; i <= 70_000; i++) {
            list.put(i, LuaValue.of(i));
        }
        assertThat(LuaValue.sameStructure(peer.call("echo", list).value(), list))
                .isTrue();
    }

    @Test
    void errorsAndStatusesAreThoseOfEveryPeer() {
        RpcPeer peer = connect(serve());
        assertThat(peer.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
        RemoteErrorException table =
                catchThrowableOfType(RemoteErrorException.class, () -> peer.call("fail", Map.of("code", 7)));
        assertThat(table.reason()).isEqualTo(Reason.RAISED);
        assertThat(table.error()).isInstanceOf(LuaTable.class);
        assertThat(reason(peer, "nowhere")).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(reason(peer, "config")).isEqualTo(Reason.NOT_CALLABLE);
        assertThat(reason(peer, "code")).isEqualTo(Reason.NOT_SERIALIZABLE);
        assertThat(peer.eval("config.ports.2").asLong()).isEqualTo(443);
        assertThat(reason(peer, "__rpcping")).isEqualTo(Reason.NO_SUCH_PROCEDURE);
    }

    private static Reason reason(RpcPeer peer, String procedure) {
        return catchThrowableOfType(RemoteErrorException.class, () -> peer.call(procedure))
                .reason();
    }

    @Test
    void whatHasNoFormIsNotSent() {
        RpcPeer peer = connect(serve());
        var self = new LuaTable();
        self.put(1, self);
        assertThatThrownBy(() -> peer.call("echo", self))
                .hasMessageContaining("cycle: ")
                .satisfies(e -> assertThat(((RpcException) e).outcome()).isEqualTo(Outcome.NOT_SENT));
        assertThat(peer.call("sum", 3, 4).asLong()).isEqualTo(7);
    }

    @Test
    void theServerCallsBackInTheCodecThatItWasCalledIn() {
        RpcServer server = serve();
        RpcPeer peer = connect(server);
        assertThat(peer.call("back", 1L << 60).asLong()).isEqualTo((1L << 61) + 1);
        assertThat(peer.call("who").asString()).isEqualTo("client");
        RpcPeer served = server.peers().get(0);
        assertThat(served.call("twice", 21).asLong()).isEqualTo(42);
        assertThat(served.callAsync("twice", 1L << 40).join().asLong()).isEqualTo(1L << 41);
    }

    @Test
    void aThreadThatCalledBeforeThePeerDidSpeaksItsCodecAfterwards() {
        RpcServer server = serve(RpcOptions.builder().codec(MsgPack.INSTANCE));
        RpcPeer luatobin = keep(RpcPeer.newClient(
                server.address(),
                CLIENT.toBuilder()
                        .codec(io.perigee.codec.luatobin.Luatobin.INSTANCE)
                        .build()));
        await().until(() -> server.peers().size() == 1);
        RpcPeer served = server.peers().get(0);
        // The peer takes MessagePack for no name, and its answer for no MessagePack.
        assertThatThrownBy(() -> served.call("twice", 4)).isInstanceOf(RpcException.class);
        assertThat(luatobin.call("sum", 3, 4).asLong()).isEqualTo(7);
        assertThat(served.call("twice", 21).asLong()).isEqualTo(42);
        assertThat(served.call("twice", 22).asLong()).isEqualTo(44);
    }

    @Test
    void aServerThatIsToldSpeaksItBeforeItWasCalled() {
        RpcServer server = serve(RpcOptions.builder().codec(MsgPack.INSTANCE));
        connect(server);
        await().until(() -> server.peers().size() == 1);
        assertThat(server.peers().get(0).call("twice", 1L << 55).asLong()).isEqualTo(1L << 56);
    }

    @Test
    void objectsPassByReferenceBothWays() {
        RpcPeer peer = connect(serve());
        var counter = (RemoteObject) ((LuaUserdata) peer.call("counter").value()).object();
        assertThat(counter.invoke("add", 5).asLong()).isEqualTo(5);
        assertThat(counter.invoke("add", 1L << 40).asLong()).isEqualTo((1L << 40) + 5);
        peer.call("keep", LuaUserdata.of(counter));
        assertThat(seen.get(0)).isInstanceOf(Counter.class);
        peer.call("keep", LuaUserdata.of(new Counter()));
        assertThat(((RemoteObject) seen.get(1)).invoke("add", 2).asLong()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void uploadedCodeRuns(String engine) {
        LuaHost host = keep(LuaHost.builder()
                .engine(engine)
                .policy(LuaPolicy.SOURCE)
                .procedures(procedures)
                .open());
        RpcPeer peer = connect(serve(RpcOptions.builder().lua(host)));
        var twice = peer.newexec("local n, t = ... return n * 2, #t, t[2]");
        assertThat(twice.call(21, List.of("a", "b", "c"))).isEqualTo(LuaValues.from(42, 3, "b"));
        assertThat(peer.newexec(LuaTable.listOf("return ", "sum(1, 2)")).call().asLong())
                .isEqualTo(3);
    }

    @Test
    void aSilentClientIsAskedInItsOwnCodec() throws Exception {
        RpcServer server = serve(RpcOptions.builder().keepAlive(Duration.ofMillis(50)));
        try (RawPeer raw = RawPeer.connect(server.address(), MsgPack.INSTANCE)) {
            raw.send("00 00 00000005 a46563686f");
            raw.expect(0, Status.OK);
            var ping = raw.readCall();
            assertThat(ping.procedure()).isEqualTo(LuaString.of("__rpcping"));
            raw.respond(ping.seq(), Status.NO_SUCH_PROCEDURE);
            raw.expectAlive();
        }
    }

    @Test
    void eachConnectionSpeaksForItself() {
        RpcServer server = serve();
        try (RawPeer luatobin = RawPeer.connect(server.address());
                RawPeer msgPack = RawPeer.connect(server.address(), MsgPack.INSTANCE)) {
            luatobin.expectAlive();
            msgPack.expectAlive();
            luatobin.expectAlive();
            msgPack.call(1, "echo", Long.MAX_VALUE);
            assertThat(msgPack.expect(1, Status.OK)).isEqualTo(LuaValues.from(Long.MAX_VALUE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a46563686f",
                "d9046563686f",
                "da00046563686f",
                "db000000046563686f",
                "c4046563686f",
                "c500046563686f",
                "c6000000046563686f"
            })
    void anyFormOfANameTellsTheCodec(String name) {
        RpcServer server = serve();
        try (RawPeer raw = RawPeer.connect(server.address(), MsgPack.INSTANCE)) {
            raw.send("00 00 000000" + String.format("%02x", name.length() / 2 + 1) + name + "2a");
            assertThat(raw.expect(0, Status.OK)).isEqualTo(LuaValues.from(42));
        }
    }

    @Test
    void theFirstCallThatHasANameTells() {
        RpcServer server = serve();
        try (RawPeer raw = RawPeer.connect(server.address())) {
            raw.send("00 00 00000000");
            assertThat(raw.expect(0, Status.EXCEPTION).get(0).asString()).startsWith("empty-call: ");
            raw.send("00 01 00000001 c0");
            assertThat(raw.expect(1, Status.EXCEPTION).get(0).asString()).startsWith("bad-name: ");
            raw.expectAlive();
            // From here on it is luatobin, and this is no name.
            raw.send("00 02 00000005 a46563686f");
            assertThat(raw.expect(2, Status.EXCEPTION).get(0).asString()).startsWith("bad-name: ");
            raw.expectAlive();
        }
        try (RawPeer raw = RawPeer.connect(server.address(), MsgPack.INSTANCE)) {
            raw.expectAlive();
            raw.send("00 02 00000007 040004 6563686f");
            assertThat(raw.expect(2, Status.EXCEPTION).get(0).asString()).startsWith("bad-name: ");
            raw.expectAlive();
        }
    }

    @Test
    void payloadsThatAreNoneAreAnsweredByName() {
        RpcServer server = serve();
        try (RawPeer raw = RawPeer.connect(server.address(), MsgPack.INSTANCE)) {
            raw.send("00 00 0000000a a46563686f dd7ffffff0");
            assertThat(raw.expect(0, Status.EXCEPTION).get(0).asString()).startsWith("truncated: ");
            raw.send("00 01 0000000a a46563686f df40000000");
            assertThat(raw.expect(1, Status.EXCEPTION).get(0).asString()).startsWith("truncated: ");
            raw.send("00 02 00000008 a46563686f d40100");
            assertThat(raw.expect(2, Status.EXCEPTION).get(0).asString()).startsWith("extension: ");
            raw.expectAlive();
        }
    }

    @Test
    void manyThreadsShareOneConnection() throws Exception {
        RpcServer server = serve();
        RpcPeer peer = connect(server);
        var calls = new ArrayList<CompletableFuture<Void>>();
        for (int thread = 0; thread < 4; thread++) {
            long base = (long) thread << 40;
            calls.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 500; i++) {
                    assertThat(peer.call("back", base + i).asLong()).isEqualTo(2 * (base + i) + 1);
                    assertThat(peer.call("sum", base, i).asLong()).isEqualTo(base + i);
                }
            }));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
    }
}
