package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the options that say who may do what is told before anything listens or connects. */
class AccessOptionsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --grant add                            | grant: add (expected: PEER=NAME,NAME)
            --grant localhost=add                  | grant: peer localhost (expected: *, an address,
            --grant *=__rpceval                    | grant: __rpceval (expected: NAME, NAME.*, * or __rpcbuildexec)
            --token a=TOKEN                        | --token: alone (expected: with --grant
            --grant *=add --token TOKEN            | --token: TOKEN (expected: NAME=FILE)
            --grant *=add --token a=NOWHERE        | NOWHERE: no such file
            --grant *=add --token a=SHORT          | token: a: 5 bytes (expected: >= 16)
            --tls-key TOKEN                        | --tls-key: alone (expected: with --tls-cert)
            --tls-cert TOKEN                       | --tls-cert: alone (expected: with --tls-key)
            --tls-ca TOKEN                         | --tls-ca: alone (expected: with --tls-cert and --tls-key)
            --tls-cert NOWHERE --tls-key TOKEN     | NOWHERE: no such file
            --tls-cert TOKEN --tls-key TOKEN       | File does not contain valid certificates
            """)
    void aServerThatWouldBeOpenIsNotStarted(String args, String message) throws Exception {
        expectUsage(List.of("serve", "--listen", "127.0.0.1:0"), args, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --token NOWHERE                        | NOWHERE: no such file
            --tls-key TOKEN                        | --tls-key: alone (expected: with --tls-cert)
            --tls-ca NOWHERE                       | NOWHERE: no such file
            --tls-ca TOKEN                         | File does not contain valid certificates
            """)
    void aCallWithoutWhatItShowsIsNotMade(String args, String message) throws Exception {
        expectUsage(List.of("call"), args + " 127.0.0.1:1 add", message);
    }

    private void expectUsage(List<String> command, String args, String message) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "x".repeat(32));
        Path tooShort = Files.writeString(folder.resolve("short"), "12345\n");
        var all = new ArrayList<>(command);
        for (String arg : args.split(" +")) {
            all.add(arg.replace("NOWHERE", folder.resolve("nowhere").toString())
                    .replace("SHORT", tooShort.toString())
                    .replace("TOKEN", token.toString()));
        }
        Run run = Run.perigee(all.toArray(String[]::new));
        assertThat(run.err())
                .contains(message.replace("NOWHERE", folder.resolve("nowhere").toString())
                        .replace("TOKEN", token.toString()));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void zeroMqCannotKeepASecret() throws Exception {
        Path certificate = folder.resolve("any.pem");
        Path key = folder.resolve("any.key");
        var identity = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(certificate, identity.getCertificatePEM());
        Files.writeString(key, identity.getPrivateKeyPEM());
        Run run = Run.perigee(
                "serve",
                "--zmq",
                "tcp://127.0.0.1:0",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString());
        assertThat(run.err()).contains("tls: tcp://127.0.0.1:0 (expected: none, which is what ZeroMQ has)");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
