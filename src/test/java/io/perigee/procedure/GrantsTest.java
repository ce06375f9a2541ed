package io.perigee.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.observe.PeerInfo;
import io.perigee.observe.RpcListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final RpcListener listener = new RpcListener() {
        @Override
        public void onRefused(PeerInfo peer, String what, String reason) {
            refused.add(peer.address() + " " + what + ": " + reason);
        }
    };

    private final Procedures procedures = new Procedures()
            .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .addNonBlocking("app.start", call -> "started")
            .add("app.sub.stop", call -> "stopped")
            .add("apple", call -> "fruit")
            .add("login", Tokens.NONE.with("operators", "0123456789abcdef"))
            .addValue("config", Map.of("name", "gw"))
            .addValue("secret", 42);

    private TestCall call(Grants grants, PeerSession session, String name, Object... args) {
        return TestCall.of(new CallDispatcher(procedures, Runnable::run, grants), session, name, args);
    }

    private PeerSession session() {
        return new PeerSession(PeerInfo.named("peer"), listener);
    }

    @ParameterizedTest
    @CsvSource({
        "add,          add,            3",
        "add,          ..add.,         3",
        "app.*,        app.start,      '\"started\"'",
        "app.*,        app..sub.stop,  '\"stopped\"'",
        "app.sub.*,    app.sub.stop,   '\"stopped\"'",
        "*,            apple,          '\"fruit\"'",
    })
    void whatIsGrantedRuns(String granted, String called, String answer) {
        Grants grants = Grants.NONE.with("*", granted);
        assertThat(call(grants, session(), called, 1, 2).answer()).isEqualTo(answer);
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "app.*,       apple",
        "app.*,       add",
        "app.*,       .add",
        "app,         app.start",
        "app.start,   app.sub.stop",
        "app.sub.*,   app.start",
        "addition,    add",
        "ad,          add",
        "__rpcbuildexec, add",
    })
    void whatIsNotGrantedIsAnsweredAsWhatIsNotThere(String granted, String called) {
        Grants grants = Grants.NONE.with("*", granted);
        String missing = TestCall.of(procedures, "nowhere", 1, 2).answer();
        assertThat(call(grants, session(), called, 1, 2).answer()).isEqualTo(missing);
        assertThat(refused).containsExactly("peer " + called + ": not granted");
    }

    /** Not even that it is a value, which is why it could not be called. */
    @Test
    void aValueThatIsNotGrantedIsNothing() {
        Grants grants = Grants.NONE.with("*", "config.*");
        String missing = TestCall.of(procedures, "nowhere").answer();
        assertThat(TestCall.of(procedures, "secret").answer()).isNotEqualTo(missing);
        assertThat(call(grants, session(), "secret").answer()).isEqualTo(missing);
        assertThat(call(grants, session(), "__rpceval", "secret").answer()).isEqualTo("nil");
        assertThat(call(grants, session(), "__rpceval", "").answer()).isEqualTo("nil");
        assertThat(call(grants, session(), "__rpceval", "config.name").answer()).isEqualTo("\"gw\"");
        assertThat(call(grants, session(), "__rpceval", ".config..name").answer())
                .isEqualTo("\"gw\"");
        assertThat(call(grants, session(), "__rpceval", "config").answer()).contains("gw");
    }

    @Test
    void namesAreThoseThatAreGranted() {
        assertThat(call(Grants.NONE, session(), "__rpcnames").answer()).isEqualTo("{}");
        assertThat(call(Grants.NONE.with("*", "app.*", "add"), session(), "__rpcnames")
                        .answer())
                .isEqualTo("{\"add\", \"app.start\", \"app.sub.stop\"}");
    }

    @Test
    void noNameIsAnUpload() {
        String none = TestCall.of(procedures, "__rpcbuildexec", "return 1").answer();
        for (String name : List.of("__rpcbuildexec", "__rpcrunexec")) {
            assertThat(call(Grants.NONE.with("*", "*"), session(), name, "return 1")
                            .answer())
                    .isEqualTo(none);
        }
        assertThat(refused).containsExactly("peer __rpcbuildexec: not granted", "peer __rpcrunexec: not granted");
        call(Grants.NONE.with("*", "__rpcbuildexec"), session(), "__rpcbuildexec", "return 1");
        assertThat(refused).hasSize(2);
    }

    /** It proves that the peer lives, and is no attempt of anybody. */
    @Test
    void aPingIsNoRefusal() {
        assertThat(call(Grants.NONE, session(), "__rpcping").answer())
                .isEqualTo(TestCall.of(procedures, "__rpcping").answer());
        assertThat(refused).isEmpty();
    }

    @Test
    void aLoginHoldsForItsConnectionFromThenOn() {
        Grants grants = Grants.NONE.with("*", "login").with("token:operators", "app.*");
        PeerSession session = session();
        PeerSession other = session();
        assertThat(call(grants, session, "app.start").answer()).startsWith("NO_SUCH_PROCEDURE");
        assertThat(call(grants, session, "login", "0123456789abcdeF").answer())
                .isEqualTo("RAISED \"login: refused (expected: a token of this peer)\"");
        assertThat(call(grants, session, "app.start").answer()).startsWith("NO_SUCH_PROCEDURE");
        assertThat(call(grants, session, "login", "0123456789abcdef").answer()).isEqualTo("true");
        assertThat(call(grants, session, "app.start").answer()).isEqualTo("\"started\"");
        assertThat(call(grants, other, "app.start").answer()).startsWith("NO_SUCH_PROCEDURE");
        assertThat(refused)
                .containsExactly(
                        "peer app.start: not granted",
                        "peer login: wrong token",
                        "peer app.start: not granted",
                        "peer app.start: not granted");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,          10.1.2.3,           true",
        "10.1.2.3,          10.1.2.4,           false",
        "10.0.0.0/8,        10.255.0.1,         true",
        "10.0.0.0/8,        11.0.0.1,           false",
        "10.0.16.0/20,      10.0.31.9,          true",
        "10.0.16.0/20,      10.0.32.9,          false",
        "0.0.0.0/0,         192.168.1.1,        true",
        "0.0.0.0/0,         ::1,                false",
        "::1,               ::1,                true",
        "2001:db8::/33,     2001:db8:7fff::1,   true",
        "2001:db8::/33,     2001:db8:8000::1,   false",
        "127.0.0.0/8,       ::ffff:127.0.0.1,   true",
    })
    void aPeerIsKnownByItsAddress(String pattern, String address, boolean matches) throws UnknownHostException {
        assertThat(isFor(pattern, PeerInfo.at(address, InetAddress.getByName(address))))
                .isEqualTo(matches);
        assertThat(isFor(pattern, PeerInfo.named(address))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cert:device-7            | CN=device-7,O=Acme          | true
            cert:device-7            | O=Acme,CN=device-7          | true
            cert:device-7            | CN=device-70                | false
            cert:device-7            | CN=other,CN=device-7        | false
            cert:device-7            | O=device-7                  | false
            cert:device-7            | CN=x\\,CN\\=device-7        | false
            cert:device-*            | CN=device-7                 | true
            cert:device-*            | CN=xdevice-7                | false
            cert:*                   | CN=anybody                  | true
            cert:*                   |                             | false
            cert:CN=device-7,O=Acme  | CN=device-7,O=Acme          | true
            cert:CN=device-7,O=Acme  | CN=device-7                 | false
            """)
    void aPeerIsKnownByItsCertificate(String pattern, @Nullable String subject, boolean matches) {
        assertThat(isFor(pattern, new PeerInfo("peer", null, false, PeerInfo.NO_USER, subject)))
                .isEqualTo(matches);
    }

    @Test
    void aPeerIsKnownByTheUserOfItsProcess() {
        var user = new PeerInfo("unix:/s", null, true, 1000, null);
        var unknown = new PeerInfo("unix:/s", null, true, PeerInfo.NO_USER, null);
        assertThat(isFor("unix", user)).isTrue();
        assertThat(isFor("unix", unknown)).isTrue();
        assertThat(isFor("unix:1000", user)).isTrue();
        assertThat(isFor("unix:1001", user)).isFalse();
        assertThat(isFor("unix:1000", unknown)).isFalse();
        assertThat(isFor("unix", PeerInfo.named("10.0.0.1:5"))).isFalse();
    }

    private static boolean isFor(String pattern, PeerInfo peer) {
        return PeerPattern.parse(pattern).matches(peer, Set.of());
    }

    @Test
    void aGrantIsReadFromItsText() {
        Grants grants = Grants.NONE.with("cert:CN=device-7,O=Acme=add,app.*");
        var device = new PeerInfo("peer", null, false, PeerInfo.NO_USER, "CN=device-7,O=Acme");
        assertThat(call(grants, new PeerSession(device, null), "add", 1, 2).answer())
                .isEqualTo("3");
        assertThat(call(grants, new PeerSession(device, null), "app.start").answer())
                .isEqualTo("\"started\"");
        assertThat(call(grants, session(), "add", 1, 2).answer()).startsWith("NO_SUCH_PROCEDURE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add",
                "=add",
                "*=",
                "*=add,",
                "*=a*b",
                "*=a.*.b",
                "*=.add",
                "*=a..b",
                "*=__rpceval",
                "*=__rpc*",
                "localhost=add",
                "10.0.0.1/33=add",
                "10.0.0/8=add",
                "::1/129=add",
                "10.0.0.1/=add",
                "cert:=add",
                "unix:root=add",
                "user:me=add"
            })
    void whatIsNoGrantIsToldSo(String text) {
        assertThatThrownBy(() -> Grants.NONE.with(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("grant: ")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aTokenThatCouldBeGuessedIsNone() {
        assertThatThrownBy(() -> Tokens.NONE.with("operators", "secret"))
                .hasMessage("token: operators: 6 bytes (expected: >= 16)");
    }
}
