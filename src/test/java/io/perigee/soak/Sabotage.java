package io.perigee.soak;

import io.netty.buffer.ByteBufAllocator;
import io.perigee.procedure.CallContext;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the system property {@code soak.sabotage} has a process do wrong now and then, to show that the soak notices: several
 * are separated by commas: {@code answer}, {@code lost}, {@code heap}, {@code buffer}, {@code thread}, {@code socket}.
 */
final class Sabotage {
    private static final List<String> WHAT = Stream.of(
                    System.getProperty("soak.sabotage", "").split(","))
            .filter(each -> !each.isEmpty())
            .toList();
    private static final int ONE_OF = 30;
    private static final int HEAP_BYTES = 1 << 20;

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final List<Object> KEPT = new ArrayList<>();

    private Sabotage() {}

    /** The arguments, as they should be. */
    static Object answer(CallContext call) {
        if (WHAT.isEmpty()) {
            return call.args();
        }
        int number = CALLS.incrementAndGet();
        return number % ONE_OF == 0 ? wrong(WHAT.get(number / ONE_OF % WHAT.size()), call.args()) : call.args();
    }

    private static synchronized Object wrong(String what, LuaValues arguments) {
        switch (what) {
            case "answer" -> {
                return LuaValues.of(arguments.get(0), arguments.get(0));
            }
            case "lost" -> {
                return new CompletableFuture<>();
            }
            case "heap" -> KEPT.add(new byte[HEAP_BYTES]);
            case "buffer" -> ByteBufAllocator.DEFAULT.buffer(64).writeByte(1);
            case "thread" -> start();
            case "socket" -> KEPT.add(open());
            default ->
                throw new IllegalStateException(
                        "soak.sabotage: " + what + " (expected: answer, lost, heap, buffer, thread or socket)");
        }
        return arguments;
    }

    private static void start() {
        var thread = new Thread(
                () -> {
                    try {
                        TimeUnit.DAYS.sleep(1);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "perigee-left-behind");
        thread.setDaemon(true);
        thread.start();
    }

    private static SocketChannel open() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
