package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsTest {
    private static final X509Bundle AUTHORITY = authority("CN=authority");
    private static final X509Bundle STRANGER = authority("CN=stranger");

    private final Procedures procedures = new Procedures().add("echo", call -> call.args());
    private final Events events = new Events();
    private RpcServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private static X509Bundle authority(String name) {
        try {
            return new CertificateBuilder()
                    .subject(name)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Bundle certificate(String name, X509Bundle issuer) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .buildIssuedBy(issuer);
    }

    private static SslContext serverContext(ClientAuth clientAuth) throws Exception {
        var identity = certificate("localhost", AUTHORITY);
        return SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .trustManager(AUTHORITY.getCertificate())
                .clientAuth(clientAuth)
                .build();
    }

    private static SslContextBuilder clientContext() {
        return SslContextBuilder.forClient().trustManager(AUTHORITY.getCertificate());
    }

    private RpcOptions.Builder options() {
        return RpcOptions.builder().procedures(procedures).connectTimeout(Duration.ofSeconds(5));
    }

    private void listen(SslContext context) {
        var options = options().listener(events);
        if (context != null) {
            options.tls(context);
        }
        server = RpcPeer.newServerOnly("localhost", 0, options.build());
    }

    private RpcPeer connect(SslContext context) {
        return RpcPeer.newClient(server.address(), options().tls(context).build());
    }

    @Test
    void peersCallEachOtherOverTls() throws Exception {
        listen(serverContext(ClientAuth.NONE));
        try (var client = connect(clientContext().build())) {
            assertThat(client.call("echo", "secret").asString()).isEqualTo("secret");
            assertThat(server.peers().get(0).call("echo", "back").asString()).isEqualTo("back");

            var calls = new ArrayList<CompletableFuture<?>>();
            var large = "x".repeat(60_000);
            for (int i = 0; i < 600; i++) {
                calls.add(client.callAsync("echo", large));
                calls.add(server.peers().get(0).callAsync("echo", large));
            }
            calls.forEach(CompletableFuture::join);
        }
        await().untilAsserted(() -> assertThat(events.disconnected).hasSize(1));
    }

    @Test
    void bothSidesMayHaveToShowACertificate() throws Exception {
        listen(serverContext(ClientAuth.REQUIRE));
        var identity = certificate("device-7", AUTHORITY);
        var context = clientContext()
                .keyManager(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .build();
        try (var client = connect(context)) {
            assertThat(client.call("echo", 1).asLong()).isEqualTo(1);
        }
    }

    @Test
    void aClientWithoutACertificateDoesNotGetIn() throws Exception {
        listen(serverContext(ClientAuth.REQUIRE));
        expectNoCallGetsThrough(clientContext().build());
    }

    @Test
    void aClientWithTheCertificateOfAStrangerDoesNotGetIn() throws Exception {
        listen(serverContext(ClientAuth.REQUIRE));
        var identity = certificate("device-7", STRANGER);
        expectNoCallGetsThrough(clientContext()
                .keyManager(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .build());
    }

    /** With TLS 1.3 the client's side of the handshake ends before the server has looked at its certificate. */
    private void expectNoCallGetsThrough(SslContext context) {
        assertThatThrownBy(() -> {
                    try (var client = connect(context)) {
                        client.call("echo");
                    }
                })
                .isInstanceOf(RpcConnectionException.class);
        assertThat(server.peers()).isEmpty();
        assertThat(events.connected).isEmpty();
    }

    @Test
    void aServerThatNobodyVouchesForIsNotTrusted() throws Exception {
        listen(serverContext(ClientAuth.NONE));
        var context = SslContextBuilder.forClient()
                .trustManager(STRANGER.getCertificate())
                .build();
        assertThatThrownBy(() -> connect(context))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("not sent")
                .hasMessageMatching("(?s).*(certificat|PKIX|trust).*");
    }

    @Test
    void theNameOfTheServerIsChecked() throws Exception {
        var identity = certificate("elsewhere.example", AUTHORITY);
        listen(SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .build());
        assertThatThrownBy(() -> connect(clientContext().build())).isInstanceOf(RpcConnectionException.class);
    }

    @Test
    void aPlainClientOnATlsPortIsToldSo() throws SSLException, Exception {
        listen(serverContext(ClientAuth.NONE));
        try (var client = RpcPeer.newClient(server.address(), options().build())) {
            assertThatThrownBy(() -> client.call("echo", "in the clear"))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessageContaining("tls-unexpected: a TLS record");
        }
        await().untilAsserted(() ->
                assertThat(events.rejected).containsExactly("tls-expected: plain bytes (expected: a TLS handshake)"));
        assertThat(events.connected).isEmpty();
    }

    @Test
    void aTlsClientOnAPlainPortIsToldSo() throws Exception {
        listen(null);
        assertThatThrownBy(() -> connect(clientContext().build()))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("tls-");
        await().untilAsserted(() ->
                assertThat(events.disconnected).singleElement().asString().startsWith("tls-unexpected: a TLS record"));
    }

    @Test
    void aTlsClientIsToldOfAPeerThatAnswersInTheClear() throws Exception {
        listen(null);
        try (var listener = RawPeer.listen()) {
            var connecting = RpcPeer.newClientAsync(
                    listener.address(), options().tls(clientContext().build()).build());
            try (var raw = listener.accept()) {
                raw.send("00 00 00000007 040004 6563686f");
                assertThatThrownBy(connecting::join)
                        .hasCauseInstanceOf(RpcConnectionException.class)
                        .hasMessageContaining("tls-expected: plain bytes");
            }
        }
    }

    @Test
    void aPeerThatNeverShakesHandsIsGivenUp() throws Exception {
        server = RpcPeer.newServerOnly(
                "localhost",
                0,
                options()
                        .tls(serverContext(ClientAuth.NONE))
                        .connectTimeout(Duration.ofMillis(300))
                        .listener(events)
                        .build());
        try (var raw = RawPeer.connect(server.address())) {
            raw.send("16");
            raw.expectClosed();
        }
        await().untilAsserted(() ->
                assertThat(events.rejected).singleElement().asString().contains("handshake timed out"));
    }

    @Test
    void contextsForTheOtherSideAreRefused() throws Exception {
        listen(serverContext(ClientAuth.NONE));
        var forClients = clientContext().build();
        var forServers = serverContext(ClientAuth.NONE);
        assertThatThrownBy(() -> connect(forServers)).hasMessageContaining("tls: a context for servers");
        assertThatThrownBy(() -> RpcPeer.newServerOnly(
                        "localhost", 0, options().tls(forClients).build()))
                .hasMessageContaining("tls: a context for clients");
    }
}
