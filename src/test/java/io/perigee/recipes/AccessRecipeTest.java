package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.observe.AuditLog;
import io.perigee.procedure.Grants;
import io.perigee.procedure.Procedures;
import io.perigee.procedure.Tokens;
import io.perigee.testing.Processes;
import io.perigee.testing.Readme;
import io.perigee.transport.Address;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page on security tells how to do. */
@Timeout(60)
class AccessRecipeTest {
    private static final String TOKEN = "t3CdMFbBPXr6vIxRClGB0wYlKsoJ4Uhu";

    private final Procedures procedures =
            new Procedures().add("app.start", call -> "started").addValue("config", Map.of("name", "gw"));

    @Test
    void certificatesOnBothSides(@TempDir Path folder) throws Exception {
        var authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        issue(folder, "localhost", authority);
        issue(folder, "device-7", authority);
        File authorities = Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM())
                .toFile();
        File certificate = folder.resolve("localhost.pem").toFile();
        File key = folder.resolve("localhost.key").toFile();

        // recipe: mutual-tls
        SslContext tls = SslContextBuilder.forServer(certificate, key)
                .trustManager(authorities)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        var options = RpcOptions.builder()
                .procedures(procedures)
                .tls(tls)
                .grants(Grants.NONE.with("cert:device-*", "config.*").with("cert:operator", "app.*"))
                .listener(new AuditLog()) // to the logger io.perigee.audit
                .build();
        // end

        var device = SslContextBuilder.forClient()
                .trustManager(authorities)
                .keyManager(
                        folder.resolve("device-7.pem").toFile(),
                        folder.resolve("device-7.key").toFile())
                .build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(
                        server.address(), RpcOptions.builder().tls(device).build())) {
            assertThat(client.eval("config.name").asString()).isEqualTo("gw");
            assertThat(client.callAsync("app.start")).failsWithin(Duration.ofSeconds(30));
        }
    }

    private static void issue(Path folder, String name, X509Bundle authority) throws Exception {
        var identity = new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .buildIssuedBy(authority);
        Files.writeString(folder.resolve(name + ".pem"), identity.getCertificatePEM());
        Files.writeString(folder.resolve(name + ".key"), identity.getPrivateKeyPEM());
    }

    private RpcOptions withTokens(String token) {
        // recipe: token
        procedures.addNonBlocking("login", Tokens.NONE.with("operators", token));
        var grants = Grants.NONE
                .with("*", "login") // or nobody could
                .with("*", "config.*")
                .with("token:operators", "app.*");
        var options = RpcOptions.builder().procedures(procedures).grants(grants).build();
        // end
        return options;
    }

    @Test
    void aTokenAsTheFirstCall() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, withTokens(TOKEN));
                var client = RpcPeer.newClient(server.address())) {
            assertThat(client.eval("config.name").asString()).isEqualTo("gw");
            assertThat(client.callAsync("app.start")).failsWithin(Duration.ofSeconds(30));
            client.call("login", TOKEN);
            assertThat(client.call("app.start").asString()).isEqualTo("started");
        }
    }

    /** The example of the page, under every Lua: each line prints what its comment says. */
    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void theSameFromLua(String interpreter, @TempDir Path folder) throws Exception {
        Readme.Block program = Readme.blocks(Readme.SECURITY, "lua").get(0);
        Path token = Files.writeString(folder.resolve("operators.token"), TOKEN + "\n");
        try (var server = RpcPeer.newServerOnly("localhost", 0, withTokens(TOKEN))) {
            int port = ((Address.Tcp) server.address()).port();
            Path script = Files.writeString(
                    folder.resolve("client.lua"),
                    program.text()
                            .replace("1999", Integer.toString(port))
                            .replace("operators.token", token.toString()));
            try (var lua = Processes.script(interpreter, script)) {
                assertThat(lua.finish()).hasSize(2).isEqualTo(program.printed());
            }
        }
    }

    /** A procedure that looks at something else may let a peer in, too. */
    @Test
    void aLoginOfOnesOwn() {
        // recipe: login
        procedures.add("hello", call -> {
            if (call.arg(0).asString().equals("open sesame")) {
                call.session().login("friends");
            }
            return call.session().logins().contains("friends");
        });
        // end
        var grants = Grants.NONE.with("*", "hello").with("token:friends", "app.*");
        var options = RpcOptions.builder().procedures(procedures).grants(grants).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address())) {
            for (var each : List.of("open wheat", "open barley")) {
                assertThat(client.call("hello", each).asBoolean()).isFalse();
            }
            assertThat(client.call("hello", "open sesame").asBoolean()).isTrue();
            assertThat(client.call("app.start").asString()).isEqualTo("started");
        }
    }
}
