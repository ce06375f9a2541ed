package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.observe.AuditLog;
import io.perigee.procedure.Grants;
import io.perigee.procedure.Procedures;
import io.perigee.procedure.Tokens;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcClient;
import io.perigee.transport.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers are granted, over real connections of every kind. */
@Timeout(60)
class GrantsServedTest {
    private static final String TOKEN = "a token of thirty-two characters";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("login", Tokens.NONE.with("operators", TOKEN))
            .addNonBlocking("app.start", call -> "started")
            .add("app.stop", call -> "stopped")
            .add("whoami", call -> call.session().logins().toString())
            .addValue("config", "gw")
            .addValue("secret", 42);

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

    private RpcOptions.Builder options(Grants grants) {
        return RpcOptions.builder().procedures(procedures).grants(grants).listener(new AuditLog(lines::add));
    }

    private static void expectMissing(Caller client, String name) {
        var refusal = catchThrowableOfType(RemoteErrorException.class, () -> client.call(name));
        var missing = catchThrowableOfType(RemoteErrorException.class, () -> client.call("nowhere"));
        assertThat(refusal.reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(refusal.getMessage().replace(name, "nowhere")).isEqualTo(missing.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lua-rpc://127.0.0.1:0",
                "lua-rpc://127.0.0.1:0?codec=msgpack",
                "zmq+tcp://127.0.0.1:0?peer=perigee",
                "json+tcp://127.0.0.1:0"
            })
    void anAddressAndALoginGrantTheSameInEveryDialect(String dialect) {
        Grants grants = Grants.NONE
                .with("127.0.0.0/8", "login", "config", "whoami")
                .with("token:operators", "app.*")
                .with("10.0.0.0/8", "*");
        var server = keep(RpcTarget.parse(dialect).listen(options(grants).build()));
        var client = keep(server.target().connect(RpcOptions.DEFAULT));
        var other = keep(server.target().connect(RpcOptions.DEFAULT));

        assertThat(client.eval("config").asString()).isEqualTo("gw");
        assertThat(client.eval("secret").isNil()).isTrue();
        expectMissing(client, "app.start");
        expectMissing(client, "secret");
        assertThatThrownBy(() -> client.call("login", TOKEN + "!")).hasMessageContaining("login: refused");
        expectMissing(client, "app.stop");

        assertThat(client.call("login", TOKEN).asBoolean()).isTrue();
        assertThat(client.call("app.start").asString()).isEqualTo("started");
        assertThat(client.call("app.stop").asString()).isEqualTo("stopped");
        assertThat(client.call("whoami").asString()).isEqualTo("[operators]");
        // Each connection for itself.
        expectMissing(other, "app.start");
        assertThat(other.call("whoami").asString()).isEqualTo("[]");
        assertThat(lines)
                .anyMatch(line -> line.matches("refused peer=[^ ]*127\\.0\\.0\\.1:\\d+ what=app.start reason=.*"))
                .anyMatch(line -> line.matches("refused peer=.* what=login reason=\"wrong token\""))
                .anyMatch(line -> line.matches("login peer=.* as=operators"))
                .noneMatch(line -> line.contains(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua-rpc://127.0.0.1:0", "zmq+tcp://127.0.0.1:0?peer=perigee", "json+tcp://127.0.0.1:0"})
    void aPeerOfNoGrantMayNothing(String dialect) {
        var server = keep(RpcTarget.parse(dialect)
                .listen(options(Grants.NONE.with("10.0.0.0/8", "*")).build()));
        var client = keep(server.target().connect(RpcOptions.DEFAULT));
        expectMissing(client, "app.start");
        assertThat(client.eval("config").isNil()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua-rpc+unix:", "json+unix:"})
    void aUnixSocketTellsWhoseProcessItIs(String scheme, @TempDir Path folder) throws Exception {
        long uid = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
        Grants grants = Grants.NONE
                .with("unix", "config")
                .with("unix:" + uid, "app.start")
                .with("unix:" + (uid + 1), "app.stop");
        var server = keep(RpcTarget.parse(scheme + folder.resolve("s"))
                .listen(options(grants).build()));
        var client = keep(server.target().connect(RpcOptions.DEFAULT));
        assertThat(client.eval("config").asString()).isEqualTo("gw");
        assertThat(client.call("app.start").asString()).isEqualTo("started");
        expectMissing(client, "app.stop");
        assertThat(lines).anyMatch(line -> line.matches("connected peer=unix:.* uid=" + uid));
    }

    @Test
    void aConnectionThatComesBackHasToLogInAgain() {
        Grants grants = Grants.NONE.with("*", "login").with("token:operators", "app.*");
        var server = keep(RpcPeer.newServerOnly("127.0.0.1", 0, options(grants).build()));
        var client = keep(RpcPeer.newClient(
                server.address(),
                RpcOptions.builder().reconnect(Reconnect.DEFAULT).build()));
        client.call("login", TOKEN);
        assertThat(client.call("app.start").asString()).isEqualTo("started");
        server.peers().forEach(RpcPeer::close);
        await().ignoreExceptions().until(() -> client.eval("config").isNil());
        expectMissing(client, "app.start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua-rpc://localhost:0", "json+tcp://localhost:0"})
    void aCertificateGrantsWhatItsNameIsFor(String dialect) throws Exception {
        var authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Grants grants = Grants.NONE.with("cert:device-*", "config").with("cert:operator", "app.*");
        var server = keep(RpcTarget.parse(dialect)
                .listen(options(grants).tls(serverContext(authority)).build()));
        var device = keep(connect(server.target(), authority, "device-7"));
        var operator = keep(connect(server.target(), authority, "operator"));
        var stranger = keep(connect(server.target(), authority, null));

        assertThat(device.eval("config").asString()).isEqualTo("gw");
        expectMissing(device, "app.start");
        assertThat(operator.call("app.start").asString()).isEqualTo("started");
        assertThat(operator.eval("config").isNil()).isTrue();
        expectMissing(stranger, "app.start");
        assertThat(stranger.eval("config").isNil()).isTrue();
        device.close();
        await().untilAsserted(() -> assertThat(lines)
                .anyMatch(line -> line.matches("connected peer=\\S+ certificate=\"CN=operator\""))
                .anyMatch(line -> line.matches("connected peer=\\S+"))
                .anyMatch(line -> line.matches(
                        "refused peer=\\S+ certificate=\"CN=device-7\" what=app.start reason=\"not granted\""))
                .anyMatch(line -> line.matches("disconnected peer=\\S+ certificate=\"CN=device-7\" reason=.*")));
    }

    private static X509Bundle certificate(String name, X509Bundle issuer) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .buildIssuedBy(issuer);
    }

    private static SslContext serverContext(X509Bundle authority) throws Exception {
        var identity = certificate("localhost", authority);
        return SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .trustManager(authority.getCertificate())
                .clientAuth(ClientAuth.OPTIONAL)
                .build();
    }

    private static RpcClient connect(RpcTarget target, X509Bundle authority, String name) throws Exception {
        var context = SslContextBuilder.forClient().trustManager(authority.getCertificate());
        if (name != null) {
            var identity = certificate(name, authority);
            context.keyManager(identity.getKeyPair().getPrivate(), identity.getCertificatePath());
        }
        return target.connect(RpcOptions.builder().tls(context.build()).build());
    }

    @Test
    void uploadsAreForThoseToWhomTheyAreGranted() {
        var host = keep(LuaHost.builder()
                .script("app.lua", "limits = { orders = 10 } function twice(n) return n * 2 end")
                .policy(LuaPolicy.SOURCE)
                .open());
        Grants grants = Grants.NONE.with("*", "login", "twice").with("token:operators", "__rpcbuildexec", "limits.*");
        var server = keep(
                RpcPeer.newServerOnly("127.0.0.1", 0, options(grants).lua(host).build()));
        var client = keep(RpcPeer.newClient(server.address()));
        assertThat(client.call("twice", 21).asLong()).isEqualTo(42);
        assertThat(client.eval("limits.orders").isNil()).isTrue();
        assertThat(client.eval("_G.limits.orders").isNil()).isTrue();
        expectMissing(client, "string.rep");
        assertThatThrownBy(() -> client.newexec("return 1")).hasMessageContaining("no Lua engine");

        client.call("login", TOKEN);
        assertThat(client.eval("limits.orders").asLong()).isEqualTo(10);
        assertThat(client.newexec("return ... + 1").call(1).asLong()).isEqualTo(2);
        expectMissing(client, "string.rep");
        assertThat(lines)
                .anyMatch(line -> line.matches("refused .* what=__rpcbuildexec reason=\"not granted\""))
                .anyMatch(line -> line.matches("upload peer=127\\.0\\.0\\.1:\\d+ hash=[0-9a-f]{12}"))
                .anyMatch(line -> line.matches("script peer=127\\.0\\.0\\.1:\\d+ hash=[0-9a-f]{12} result=ok"));
    }

    /** Grants are for the other end, whichever it is. */
    @Test
    void aServerThatCallsItsClientBackIsHeldToTheGrantsOfTheClient() {
        var server = keep(RpcPeer.newServerOnly(Address.of("127.0.0.1", 0), RpcOptions.DEFAULT));
        keep(RpcPeer.newClient(
                server.address(),
                options(Grants.NONE.with("127.0.0.1", "app.start")).build()));
        await().until(() -> !server.peers().isEmpty());
        Caller back = server.peers().get(0);
        assertThat(back.call("app.start").asString()).isEqualTo("started");
        expectMissing(back, "app.stop");
    }
}
