package io.perigee.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What this JVM holds at one moment and has to give back: buffers that were not released, threads, sockets, processes. What
 * all of it shares is left out; {@link Threads} lists the threads, and event loops keep a buffer each.
 */
public final class Baseline {
    private final Set<Object> buffers = Buffers.open();
    private final Set<Thread> threads = Threads.own();
    private final Set<String> sockets = inodes(Sockets.open());
    private final Set<Long> processes = processes().map(ProcessHandle::pid).collect(Collectors.toSet());

    private Baseline() {}

    public static Baseline now() {
        return new Baseline();
    }

    /** Waits until all that came since is gone; what is not gone after a while is named, one thing an entry. */
    public List<String> await(Duration longest) {
        try {
            // Most of what ends does so within a moment.
            return Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(longest)
                    .until(this::held, List::isEmpty);
        } catch (ConditionTimeoutException e) {
            return held();
        }
    }

    private List<String> held() {
        var held = new ArrayList<String>();
        Buffers.open().stream()
                .filter(each -> !buffers.contains(each))
                .forEach(each -> held.add("not released: " + each));
        Threads.own().stream()
                .filter(each -> !threads.contains(each))
                .forEach(each -> held.add("thread: " + each + stack(each)));
        Sockets.open().stream().filter(each -> !sockets.contains(inode(each))).forEach(held::add);
        processes()
                .filter(each -> !processes.contains(each.pid()))
                .forEach(each -> held.add("process: " + each.pid() + " "
                        + each.info().commandLine().orElse("")));
        return held;
    }

    private static Stream<ProcessHandle> processes() {
        return ProcessHandle.current().descendants();
    }

    private static Set<String> inodes(Set<String> sockets) {
        return sockets.stream().map(Baseline::inode).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String inode(String socket) {
        return socket.substring(0, socket.indexOf(' '));
    }

    private static String stack(Thread thread) {
        return Stream.of(thread.getStackTrace()).map(frame -> "\n\tat " + frame).collect(Collectors.joining());
    }
}
