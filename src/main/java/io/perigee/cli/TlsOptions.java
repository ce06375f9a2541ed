package io.perigee.cli;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what this side shows who it is over TLS, and whom it believes. */
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS, and show this certificate: PEM, with those behind it that lead to its authority.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of that certificate: PEM, PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Speak TLS with those alone whose certificate is of this authority: PEM.")
    private @Nullable Path authority;

    private void check() throws IOException {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    certificate == null
                            ? "--tls-key: alone (expected: with --tls-cert)"
                            : "--tls-cert: alone (expected: with --tls-key)");
        }
        for (Path file : new @Nullable Path[] {certificate, key, authority}) {
            if (file != null && !Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (file != null && !Files.isReadable(file)) {
                throw new AccessDeniedException(file.toString());
            }
        }
    }

    /** Null for no TLS. */
    @Nullable
    SslContext forServer() throws IOException {
        check();
        if (certificate == null) {
            if (authority != null) {
                throw new IllegalArgumentException("--tls-ca: alone (expected: with --tls-cert and --tls-key)");
            }
            return null;
        }
        var context = SslContextBuilder.forServer(certificate.toFile(), file(key));
        if (authority != null) {
            context.trustManager(authority.toFile()).clientAuth(ClientAuth.REQUIRE);
        }
        return context.build();
    }

    /**
     * Null for no TLS.
     *
     * @param wanted whatever else was given
     */
    @Nullable
    SslContext forClient(boolean wanted) throws IOException {
        check();
        if (!wanted && certificate == null && authority == null) {
            return null;
        }
        var context = SslContextBuilder.forClient();
        if (certificate != null) {
            context.keyManager(certificate.toFile(), file(key));
        }
        if (authority != null) {
            context.trustManager(authority.toFile());
        }
        return context.build();
    }

    private static @Nullable File file(@Nullable Path path) {
        return path == null ? null : path.toFile();
    }
}
