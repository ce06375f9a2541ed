package io.perigee.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM has used since it began. Of threads that have ended the allocations are not known.
 *
 * @param cpuNanos of all threads, in the program and in the system; the compiler and the collector among them
 * @param compileMillis what the compiler has taken
 */
record Consumption(long allocatedBytes, long cpuNanos, long compileMillis) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    static Consumption now() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return new Consumption(sum, SYSTEM.getProcessCpuTime(), COMPILER.getTotalCompilationTime());
    }

    Consumption since(Consumption before) {
        return new Consumption(
                allocatedBytes - before.allocatedBytes,
                cpuNanos - before.cpuNanos,
                compileMillis - before.compileMillis);
    }

    /** For {@link #parse}. */
    String format() {
        return allocatedBytes + " " + cpuNanos + " " + compileMillis;
    }

    static Consumption parse(String text) {
        String[] parts = text.split(" ");
        return new Consumption(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
