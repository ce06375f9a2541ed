package io.perigee.isolation;

import io.netty.channel.Channel;
import io.perigee.peer.PeerConnection;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import io.perigee.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process, from its start to the end of its directory. Thread-safe. */
final class ChildProcess {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final long START_TIMEOUT_SECONDS = 30;

    /** Without them names of files that are not ASCII cannot be read, and those may be on the class path. */
    private static final Set<String> OF_THE_LANGUAGE = Set.of("LANG", "LC_ALL");

    private final Process process;
    private final ChildDirectory directory;
    private final CompletableFuture<PeerConnection> connection;
    private final CompletableFuture<Ending> ending;

    private ChildProcess(Process process, ChildDirectory directory, CompletableFuture<PeerConnection> connection) {
        this.process = process;
        this.directory = directory;
        this.connection = connection;
        this.ending = process.onExit().thenApply(this::ending);
    }

    private Ending ending(Process ended) {
        return Ending.of(ended.exitValue(), directory.lastErrors(), directory.fatalReason(), isReady());
    }

    /** Those that must not outlive an orderly end of this JVM; after any other they notice it by themselves. */
    private static final class Running {
        static final Set<ChildProcess> ALL = ConcurrentHashMap.newKeySet();

        static {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> ALL.forEach(ChildProcess::endNow), "perigee-children"));
        }
    }

    /**
     * Starts a process; blocks while the system does so.
     *
     * @throws IOException if it cannot be started
     */
    static ChildProcess start(ChildKind kind) throws IOException {
        var directory = ChildDirectory.create();
        var connection = new CompletableFuture<PeerConnection>();
        try {
            Channel listening = listen(directory, connection);
            connection.whenComplete((connected, failure) -> listening.close());
            var builder = new ProcessBuilder(ChildCommand.of(directory, kind))
                    .directory(directory.work().toFile())
                    .redirectInput(Redirect.from(nothing()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(directory.errors().toFile());
            builder.environment().keySet().retainAll(OF_THE_LANGUAGE);
            var child = new ChildProcess(builder.start(), directory, connection);
            Running.ALL.add(child);
            child.ending.thenAccept(child::ended);
            connection.orTimeout(START_TIMEOUT_SECONDS, TimeUnit.SECONDS).whenComplete((connected, failure) -> {
                if (failure != null) {
                    child.kill();
                }
            });
            return child;
        } catch (IOException | RuntimeException e) {
            connection.completeExceptionally(e);
            directory.delete();
            throw e;
        }
    }

    private static File nothing() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    /** Takes one connection, the first: nobody else gets into the directory. */
    private static Channel listen(ChildDirectory directory, CompletableFuture<PeerConnection> connection)
            throws IOException {
        Address address = Address.ofUnix(directory.socket());
        // The process has nothing to call here.
        var settings = EngineConnection.settings(new Procedures());
        var taken = new AtomicBoolean();
        var bound = Transport.listen(address, EngineConnection.sockets(), channel -> {
            if (taken.getAndSet(true)) {
                channel.close();
                return;
            }
            PeerConnection.on(channel, settings, 0, address).ready().whenComplete((ready, failure) -> {
                if (failure != null) {
                    connection.completeExceptionally(failure);
                } else {
                    connection.complete(ready);
                }
            });
        });
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    /** Completes when the engine is open; fails if the process ends before. */
    CompletableFuture<PeerConnection> connection() {
        return connection;
    }

    private boolean isReady() {
        return connection.isDone() && !connection.isCompletedExceptionally();
    }

    long pid() {
        return process.pid();
    }

    /** Completes when it has ended. */
    CompletableFuture<Ending> ending() {
        return ending;
    }

    /** Ends it whatever it does. Idempotent; does not wait. */
    void kill() {
        process.destroyForcibly();
    }

    private void ended(Ending how) {
        log.debug("process {}: {}", process.pid(), how);
        connection.completeExceptionally(new IOException(how.text()));
        Running.ALL.remove(this);
        directory.delete();
    }

    private void endNow() {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        directory.delete();
    }
}
