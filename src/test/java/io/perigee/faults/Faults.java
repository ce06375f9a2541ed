package io.perigee.faults;

import java.util.concurrent.ThreadLocalRandom;

/** {@code tools/faults}. */
final class Faults {
    private Faults() {}

    public static void main(String[] args) throws Exception {
        boolean flips = args[0].equals("--flips");
        int first = flips ? 1 : 0;
        long atLeast = Long.parseLong(args[first]);
        long seed = args.length > first + 1
                ? Long.parseLong(args[first + 1])
                : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.err.println("faults: seed " + seed);
        boolean clean;
        try (var run = flips ? FaultRun.ofFlips(seed) : FaultRun.ofFaults(seed)) {
            FaultReport report = run.run(atLeast);
            if (!flips) {
                report.verdict().details().forEach(System.err::println);
            }
            System.out.println(report + ", commit " + System.getProperty("faults.commit", "unknown"));
            clean = report.isClean();
        }
        System.exit(clean ? 0 : 1);
    }
}
