package io.perigee.bench.idle;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory of this JVM, after a full collection.
 *
 * @param direct what Netty has of the system for buffers, outside the heap
 * @param resident of the whole process, as the system sees it
 * @param classes what there is of each class
 */
record Memory(long direct, long resident, Map<String, Objects> classes) {
    private static final String RESIDENT = "VmRSS:";

    /** Objects of one class. */
    record Objects(long count, long bytes) {
        static final Objects NONE = new Objects(0, 0);
    }

    /** What lives, and nothing else: the histogram counts after a collection of its own. */
    long heap() {
        return classes.values().stream().mapToLong(Objects::bytes).sum();
    }

    static Memory now() throws JMException, IOException {
        System.gc();
        var text = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        long direct = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
        return new Memory(direct, residentBytes(), histogram(text));
    }

    /** Lines such as {@code 1:  4711  150752  java.lang.String (java.base@17)}, among others. */
    private static Map<String, Objects> histogram(String text) {
        var classes = new LinkedHashMap<String, Objects>();
        text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(parts -> parts.length >= 4 && parts[0].endsWith(":"))
                .forEach(parts -> classes.merge(
                        parts[3],
                        new Objects(Long.parseLong(parts[1]), Long.parseLong(parts[2])),
                        (a, b) -> new Objects(a.count + b.count, a.bytes + b.bytes)));
        return classes;
    }

    private static long residentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    Memory since(Memory before) {
        var grown = new LinkedHashMap<String, Objects>();
        classes.forEach((name, objects) -> {
            Objects then = before.classes.getOrDefault(name, Objects.NONE);
            grown.put(name, new Objects(objects.count - then.count, objects.bytes - then.bytes));
        });
        before.classes.forEach((name, then) -> grown.putIfAbsent(name, new Objects(-then.count, -then.bytes)));
        return new Memory(direct - before.direct, resident - before.resident, grown);
    }

    /** The classes that take the most, the largest first. */
    List<Map.Entry<String, Objects>> largest(int count) {
        return classes.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().bytes, a.getValue().bytes))
                .limit(count)
                .toList();
    }

    /** For {@link #parse}. */
    String format() {
        return classes.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().count + " " + e.getValue().bytes)
                .collect(Collectors.joining(" ", direct + " " + resident + " ", ""));
    }

    static Memory parse(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split(" ")));
        var classes = new LinkedHashMap<String, Objects>();
        for (int i = 2; i < parts.size(); i += 3) {
            classes.put(parts.get(i), new Objects(Long.parseLong(parts.get(i + 1)), Long.parseLong(parts.get(i + 2))));
        }
        return new Memory(Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), classes);
    }
}
