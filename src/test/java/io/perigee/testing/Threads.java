package io.perigee.testing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The threads of this JVM, without those that all of it shares and that end by themselves or never. */
public final class Threads {
    /** One for each event loop, or one at all: they never end. */
    private static final List<String> PERIGEES = List.of(
            "perigee-loop-", // EventLoops
            "perigee-deadlines", // isolation.Clock
            "perigee-lua-deadlines"); // lua.luajava.Alarm.Clock

    /** What the JVM, Netty and the tools of the tests start once, and end when they like. */
    private static final List<String> OTHERS = List.of(
            "Attach Listener",
            "Cleaner-",
            "Common-Cleaner",
            "CompletableFutureDelayScheduler",
            "ForkJoinPool.commonPool-",
            "globalEventExecutor-",
            "HttpClient-",
            "Keep-Alive-",
            "Signal Dispatcher",
            "junit-jupiter-timeout-watcher",
            "process reaper",
            "surefire-");

    private Threads() {}

    /** Those that whoever started them has to end. */
    public static Set<Thread> own() {
        return live().filter(thread -> !isShared(thread) && !isIdle(thread))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All but those of pools that wait for work, and end when there is none for a while. */
    public static long busy() {
        return live().filter(thread -> !isIdle(thread)).count();
    }

    /** Those of pools that wait for work. */
    public static long idle() {
        return live().filter(Threads::isIdle).count();
    }

    private static Stream<Thread> live() {
        return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive);
    }

    private static boolean isShared(Thread thread) {
        return Stream.concat(PERIGEES.stream(), OTHERS.stream()).anyMatch(thread.getName()::startsWith);
    }

    /** A thread of the pool that procedures run on, or of the common one, between two tasks. */
    private static boolean isIdle(Thread thread) {
        String name = thread.getName();
        if (!name.startsWith("perigee-call-") && !name.startsWith("ForkJoinPool.commonPool-")) {
            return false;
        }
        return Stream.of(thread.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .anyMatch(method -> method.equals("getTask") || method.equals("awaitWork"));
    }
}
