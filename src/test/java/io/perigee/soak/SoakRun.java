package io.perigee.soak;

import io.perigee.testing.Processes;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the processes, lets them call each other, and stops them now and then to look at what they hold while nothing is
 * under way.
 */
final class SoakRun {
    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SoakPlan plan;
    private final long startNanos = System.nanoTime();
    private final List<SoakProcess> processes = new ArrayList<>();

    /** By process. */
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final PrintStream out;

    private SoakRun(SoakPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Prints a line for each sample. */
    static SoakReport run(SoakPlan plan, PrintStream out) throws IOException, InterruptedException {
        var run = new SoakRun(plan, out);
        try {
            return run.run();
        } finally {
            run.processes.forEach(SoakProcess::close);
        }
    }

    private SoakReport run() throws IOException, InterruptedException {
        String end = EndPlan.of(plan).format();
        var server = start(SoakProcess.java("server", plan.sabotage(), SoakServer.class, end));
        String[] ports = server.line().split(" ");
        var client = start(SoakProcess.java(
                "client",
                "",
                SoakClient.class,
                end,
                ports[0],
                ports[1],
                ports[2],
                plan.cutEvery().toMillis()));
        client.line();
        if (!plan.lua().isEmpty()) {
            Path script = Path.of(System.getProperty("perigee.root", "."), "src/test/resources/soak/client.lua");
            start(new SoakProcess("lua", Processes.script(plan.lua(), script, ports[0], ports[3], end)))
                    .line();
        }
        Files.createDirectories(plan.csv().toAbsolutePath().getParent());
        try (var csv = new PrintWriter(Files.newBufferedWriter(plan.csv()))) {
            csv.println(Sample.csvHead());
            soak(csv);
        }
        return report();
    }

    private SoakProcess start(SoakProcess process) {
        processes.add(process);
        samples.put(process.name, new ArrayList<>());
        return process;
    }

    private void soak(PrintWriter csv) throws IOException, InterruptedException {
        resume();
        sleep(plan.warmUp());
        pause();
        sleep(plan.rest());
        sample(csv);
        long end = System.nanoTime() + plan.length().toNanos();
        while (System.nanoTime() < end) {
            resume();
            sleep(plan.every());
            pause();
            if (System.nanoTime() >= end) {
                sleep(plan.rest());
            }
            sample(csv);
        }
    }

    private static void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    private void resume() throws IOException {
        for (SoakProcess process : processes) {
            askOf(process, "resume");
        }
    }

    /** The peer in Lua has but one input, its connection: the server asks it. */
    private String askOf(SoakProcess process, String command) throws IOException {
        return process.name.equals("lua") ? processes.get(0).ask("lua " + command) : process.ask(command);
    }

    private void pause() throws IOException, InterruptedException {
        for (SoakProcess process : processes) {
            while (!askOf(process, "pause").equals("quiet")) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        // Answers that nobody waits for any more; connections that come back.
        processes.get(1).ask("settle");
        processes.get(0).ask("settle");
    }

    private void sample(PrintWriter csv) throws IOException, InterruptedException {
        for (SoakProcess process : processes) {
            Sample sample = settled(process);
            samples.get(process.name).add(sample);
            csv.println(sample.csv());
        }
        csv.flush();
        for (SoakProcess process : processes) {
            tallies.put(process.name, Tally.parse(askOf(process, "tally")));
        }
        out.println(Progress.line(seconds(), tallies, samples));
        out.flush();
    }

    private double seconds() {
        return (double) (System.nanoTime() - startNanos) / NANOS_A_SECOND;
    }

    /** A sample that is as the first where it must be, or the last of many. */
    private Sample settled(SoakProcess process) throws IOException, InterruptedException {
        List<Sample> before = samples.get(process.name);
        long due = System.nanoTime() + plan.settles().toNanos();
        while (true) {
            Sample sample = sampleOf(process);
            boolean settled = before.isEmpty()
                    || (Measure.THREADS.holds(List.of(before.get(0), sample))
                            && Measure.DESCRIPTORS.holds(List.of(before.get(0), sample))
                            && Measure.BUFFERS.holds(List.of(before.get(0), sample)));
            if (settled || System.nanoTime() > due) {
                return sample;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Sample sampleOf(SoakProcess process) throws IOException {
        boolean isLua = process.name.equals("lua");
        String inside = askOf(process, "vitals");
        return Sample.parse(process.name, seconds(), inside + " " + process.vitals(isLua));
    }

    private SoakReport report() throws IOException, InterruptedException {
        double seconds = seconds();
        for (SoakProcess process : processes.subList(0, 2)) {
            process.ask("end");
        }
        // The client, then the server, then the peer in Lua, which ends with its connection.
        boolean ended = processes.get(1).ends() && processes.get(0).ends();
        for (SoakProcess process : processes.subList(2, processes.size())) {
            ended &= process.ends();
        }
        return new SoakReport(plan, seconds, samples, tallies, ended);
    }
}
