package io.perigee.isolation;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.peer.PeerConnection;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import io.perigee.transport.Transport;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of a child process: opens one engine, then connects to its host and does what that asks for. It ends when
 * the connection ends, so that none is left behind by a host that was killed.
 */
final class ChildMain {
    /** The exit code when no engine could be opened; what the reason is stands on the standard error. */
    static final int NOT_OPENED = 4;

    /** Where the process of the host is among the arguments. */
    private static final int HOST = 7;

    private static final int LOOKS = 20;
    private static final long BETWEEN_LOOKS_NANOS = 10_000_000;

    private ChildMain() {}

    /** Arguments: as {@link #arguments} makes them. */
    public static void main(String[] args) {
        var directory = new ChildDirectory(Path.of(args[0]));
        int exitCode = 0;
        try {
            System.err.println(connect(directory, open(args)).join());
        } catch (Throwable t) {
            // Whatever it is: this process exists for its engine alone.
            System.err.println(t.getMessage() == null ? t.toString() : t.getMessage());
            exitCode = NOT_OPENED;
        }
        if (isAlone(Long.parseLong(args[HOST]))) {
            // A host that was killed neither deletes it nor reads there why this ended.
            directory.delete();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether the host has ended; its connections are closed a moment earlier. */
    private static boolean isAlone(long host) {
        for (int i = 0; i < LOOKS; i++) {
            if (ProcessHandle.current()
                    .parent()
                    .filter(parent -> parent.pid() == host)
                    .isEmpty()) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return false;
    }

    static List<String> arguments(ChildDirectory directory, ChildKind kind) {
        EngineSettings settings = kind.settings();
        return List.of(
                directory.path().toString(),
                kind.providerClass(),
                Boolean.toString(settings.trusted()),
                String.join(",", settings.libraries()),
                Boolean.toString(settings.bytecode()),
                Long.toString(settings.memoryBytes()),
                Long.toString(settings.stackBytes()),
                Long.toString(ProcessHandle.current().pid()));
    }

    private static LuaEngine open(String[] args) throws ReflectiveOperationException {
        var provider = Class.forName(args[1])
                .asSubclass(LuaEngineProvider.class)
                .getConstructor()
                .newInstance();
        List<String> libraries = args[3].isEmpty() ? List.of() : List.of(args[3].split(",", -1));
        return provider.open(new EngineSettings(
                "lua",
                Boolean.parseBoolean(args[2]),
                libraries,
                Boolean.parseBoolean(args[4]),
                Long.parseLong(args[5]),
                Long.parseLong(args[6])));
    }

    /** Completes when the connection has ended. */
    private static CompletableFuture<String> connect(ChildDirectory directory, LuaEngine engine)
            throws UnknownHostException {
        Address host = Address.ofUnix(directory.socket());
        Procedures procedures = EngineProcedures.of(engine);
        var ended = new CompletableFuture<String>();
        Transport.connect(host, EngineConnection.sockets(), channel -> PeerConnection.on(
                                channel, EngineConnection.settings(procedures), 0, host)
                        .closed()
                        .thenAccept(ended::complete))
                .syncUninterruptibly();
        return ended;
    }
}
