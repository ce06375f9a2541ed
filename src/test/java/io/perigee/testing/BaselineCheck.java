package io.perigee.testing;

import io.perigee.isolation.WarmProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the class that leaves anything behind: buffers that it did not release or dropped, threads, sockets, processes.
 * Registered for all tests. A class within another is part of that one.
 */
public final class BaselineCheck implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(BaselineCheck.class);

    /** What has ended in principle takes its time on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    static {
        Buffers.watch();
        openWhatTheJvmKeeps();
    }

    /** It has a pair of sockets of its own from the first that it closes on. */
    private static void openWhatTheJvmKeeps() {
        try (var listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var connected = SocketChannel.open(listening.getLocalAddress())) {
            listening.accept().close();
            connected.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOutermost(context)) {
            context.getStore(NAMESPACE).put(Baseline.class, Baseline.now());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isOutermost(context)) {
            return;
        }
        WarmProcesses.end();
        List<String> held =
                context.getStore(NAMESPACE).get(Baseline.class, Baseline.class).await(PATIENCE);
        if (!held.isEmpty()) {
            var all = new ArrayList<>(held);
            Buffers.collect();
            Buffers.takeDropped().forEach(report -> all.add("dropped: " + report));
            throw new AssertionError(
                    context.getRequiredTestClass().getName() + " leaves behind:\n" + String.join("\n", all));
        }
    }

    private static boolean isOutermost(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }
}
