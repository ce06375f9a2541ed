package io.perigee.lua.module.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Looks names up: addresses at once, all else on a thread of its own, as the system's resolver blocks. Thread-safe. */
final class Names implements AutoCloseable {
    private static final Pattern LITERAL =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\\w+)?");
    private static final int MAX_WAITING = 1024;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor resolver;

    Names(String thread) {
        resolver = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    var made = new Thread(task, thread);
                    made.setDaemon(true);
                    return made;
                });
        resolver.allowCoreThreadTimeOut(true);
    }

    /**
     * The addresses of a host.
     *
     * @param family {@code inet} or {@code inet6}; anything else for both
     * @return at least one; fails with an {@link UnknownHostException}
     */
    CompletionStage<List<InetAddress>> resolve(String host, String family) {
        if (LITERAL.matcher(host).matches()) {
            return lookup(host, family);
        }
        var found = new CompletableFuture<List<InetAddress>>();
        try {
            resolver.execute(() -> lookup(host, family).whenComplete((addresses, failure) -> {
                if (failure == null) {
                    found.complete(addresses);
                } else {
                    found.completeExceptionally(failure);
                }
            }));
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(new UnknownHostException(host));
        }
        return found;
    }

    private static CompletableFuture<List<InetAddress>> lookup(String host, String family) {
        try {
            var addresses = new ArrayList<InetAddress>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean six = address instanceof Inet6Address;
                if (!(six ? "inet" : "inet6").equals(family)) {
                    addresses.add(address);
                }
            }
            if (!host.isEmpty() && !addresses.isEmpty()) { // An empty name is the loopback address to Java alone.
                return CompletableFuture.completedFuture(addresses);
            }
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.failedFuture(new UnknownHostException(host));
    }

    /** The name of an address, or the address if it has none. */
    CompletableFuture<String> reverse(InetAddress address) {
        return CompletableFuture.supplyAsync(address::getCanonicalHostName, resolver);
    }

    /** This machine's name. */
    CompletableFuture<String> ownName() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return InetAddress.getLocalHost().getHostName();
                    } catch (UnknownHostException e) {
                        return "localhost";
                    }
                },
                resolver);
    }

    /** The address as text, as Lua programs compare it: {@code ::1}, not {@code 0:0:0:0:0:0:0:1}. */
    static String text(InetAddress address) {
        return address instanceof Inet6Address six ? Inet6Text.of(six) : address.getHostAddress();
    }

    @Override
    public void close() {
        resolver.shutdownNow();
    }
}
