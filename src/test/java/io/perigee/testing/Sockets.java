package io.perigee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The open files of a process, as Linux shows them; elsewhere there are none to be seen. */
public final class Sockets {
    private static final String SOCKET = "socket:[";

    /** The JVM listens there as soon as a tool was attached to it, and does so until its end. */
    private static final String OF_THE_JVM = "/.java_pid";

    private Sockets() {}

    /** The sockets of this process that belong to somebody, each with what the system says of it. */
    public static Set<String> open() {
        Set<String> sockets = descriptors(ProcessHandle.current().pid()).stream()
                .filter(link -> link.startsWith(SOCKET))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return sockets.isEmpty() ? sockets : described(sockets);
    }

    /** What all file descriptors of a process point to. */
    public static List<String> descriptors(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            // The one that lists them is among them, and gone.
            return entries.map(Sockets::target).filter(link -> !link.isEmpty()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.matches("/proc/\\d+/fd") ? "" : target;
        } catch (IOException e) {
            return "";
        }
    }

    private static Set<String> described(Set<String> sockets) {
        var lines = Stream.of("tcp", "tcp6", "udp", "udp6", "unix")
                .flatMap(table -> lines(table).map(line -> table + " " + line.strip()))
                .toList();
        var described = new LinkedHashSet<String>();
        for (String socket : sockets) {
            String inode = socket.substring(SOCKET.length(), socket.length() - 1);
            String line = lines.stream()
                    .filter(each -> List.of(each.split("\\s+")).contains(inode))
                    .findFirst()
                    .orElse("");
            if (!line.contains(OF_THE_JVM)) {
                described.add(socket + " " + line);
            }
        }
        return described;
    }

    private static Stream<String> lines(String table) {
        try {
            return Files.readAllLines(Path.of("/proc/self/net", table)).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
