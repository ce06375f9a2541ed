package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.observe.AuditLog;
import io.perigee.observe.ListenerPair;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Grants;
import io.perigee.procedure.Procedures;
import io.perigee.procedure.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who may do what at a server, and what is written down of it. */
final class AccessOptions {
    /** Under which peers show their tokens. */
    static final String LOGIN = "login";

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--grant",
            paramLabel = "PEER=NAMES",
            description = {
                "Let a peer call and read these names; may be given again. With any grant, whatever is not granted does not"
                        + " exist. PEER is *, an address, ADDRESS/BITS, cert:NAME, unix, unix:UID or token:NAME; NAMES are NAME,"
                        + " NAME.* or *, with commas between, and __rpcbuildexec for uploads.",
            })
    private List<String> grants = new ArrayList<>();

    @Option(
            names = "--token",
            paramLabel = "NAME=FILE",
            description =
                    "Offer the procedure login(token), which lets whoever has the token in the file in as token:NAME;"
                            + " may be given again.")
    private List<String> tokens = new ArrayList<>();

    @Option(
            names = "--audit",
            description = "Write a line for each connection, login, refusal and script to the standard error.")
    private boolean audit;

    /**
     * Sets what was given.
     *
     * @param other is told, too; null for none
     */
    void apply(RpcOptions.Builder options, Procedures procedures, Console console, @Nullable RpcListener other)
            throws IOException {
        var context = tls.forServer();
        if (context != null) {
            options.tls(context);
        }
        Grants granted = Grants.NONE;
        for (String grant : grants) {
            granted = granted.with(grant);
        }
        if (!tokens.isEmpty()) {
            if (grants.isEmpty()) {
                throw new IllegalArgumentException("--token: alone (expected: with --grant, or all may do everything)");
            }
            procedures.addNonBlocking(LOGIN, readTokens());
            granted = granted.with("*", LOGIN);
        }
        if (!grants.isEmpty()) {
            options.grants(granted);
        }
        RpcListener listener = listener(console, other);
        if (listener != null) {
            options.listener(listener);
        }
    }

    private @Nullable RpcListener listener(Console console, @Nullable RpcListener other) {
        if (!audit) {
            return other;
        }
        var log =
                new AuditLog(line -> console.err().println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line));
        return other == null ? log : new ListenerPair(log, other);
    }

    private Tokens readTokens() throws IOException {
        Tokens read = Tokens.NONE;
        for (String token : tokens) {
            int equals = token.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--token: " + token + " (expected: NAME=FILE)");
            }
            read = read.with(token.substring(0, equals), readToken(Path.of(token.substring(equals + 1))));
        }
        return read;
    }

    /** What a file holds, without the end of the line. */
    static String readToken(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
