package io.perigee.bench;

import java.util.Locale;

/** What one run of one contender in one mode gave. */
record Figure(
        String contender,
        Mode mode,
        Placement placement,
        int round,
        Mode.Sample sample,
        Consumption caller,
        Consumption callee) {

    static final String CSV_HEAD = "contender,mode,placement,round,calls_per_second,p50_us,p99_us"
            + ",caller_bytes_per_call,callee_bytes_per_call,caller_cpu_ns_per_call,callee_cpu_ns_per_call";

    double callsPerSecond() {
        return sample.calls() * 1e9 / sample.nanos();
    }

    double p50Micros() {
        return sample.p50Nanos() / 1e3;
    }

    double p99Micros() {
        return sample.p99Nanos() / 1e3;
    }

    double callerBytes() {
        return perCall(caller.allocatedBytes());
    }

    double calleeBytes() {
        return perCall(callee.allocatedBytes());
    }

    double callerCpuNanos() {
        return perCall(caller.cpuNanos());
    }

    double calleeCpuNanos() {
        return perCall(callee.cpuNanos());
    }

    private double perCall(long amount) {
        return (double) amount / sample.calls();
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%.0f,%.1f,%.1f,%.1f,%.1f,%.0f,%.0f",
                contender,
                mode,
                placement,
                round,
                callsPerSecond(),
                p50Micros(),
                p99Micros(),
                callerBytes(),
                calleeBytes(),
                callerCpuNanos(),
                calleeCpuNanos());
    }
}
