package io.perigee.soak;

import io.perigee.testing.Processes;
import io.perigee.testing.Sockets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of the soak, and what can be seen of it from outside. */
final class SoakProcess implements AutoCloseable {
    final String name;
    private final Processes.Running running;

    /** Beyond what the load waits for a round. */
    private static final long LONGEST_SECONDS = 180;

    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "soak-reader");
        thread.setDaemon(true);
        return thread;
    });

    SoakProcess(String name, Processes.Running running) {
        this.name = name;
        this.running = running;
    }

    static SoakProcess java(String name, String sabotage, Class<?> main, Object... args) {
        var options = List.of(
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Dsoak.sabotage=" + sabotage);
        return new SoakProcess(name, Processes.java(Processes.javaHome(), options, main, args));
    }

    /** The next line that it prints, which must come some time. */
    String line() {
        try {
            return CompletableFuture.supplyAsync(running::line, reader).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + ": no answer (expected: within " + LONGEST_SECONDS + " s)", e);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(name + ": no answer", e);
        }
    }

    /** Sends a line, and gives the answer. */
    String ask(String command) throws IOException {
        OutputStream in = running.process().getOutputStream();
        in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        return line();
    }

    private long pid() {
        return running.process().pid();
    }

    List<String> descriptors() {
        return Sockets.descriptors(pid());
    }

    /** What the system knows of it, in the words of {@link Sample}; the threads too, if nobody inside counts them. */
    String vitals(boolean withThreads) throws IOException {
        var words = new StringBuilder();
        words.append(Measure.DESCRIPTORS).append('=').append(descriptors().size());
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
            String number = line.replaceAll("\\D", "");
            if (line.startsWith("VmRSS:")) {
                words.append(' ').append(Measure.RESIDENT).append('=').append(Long.parseLong(number) * 1024);
            } else if (withThreads && line.startsWith("Threads:")) {
                words.append(' ').append(Measure.THREADS).append('=').append(number);
            }
        }
        return words.toString();
    }

    /** Waits until it has ended by itself; false if it did not, or not well. */
    boolean ends() throws InterruptedException {
        try {
            running.process().getOutputStream().close();
        } catch (IOException e) {
            return false;
        }
        return running.process().waitFor(30, TimeUnit.SECONDS)
                && running.process().exitValue() == 0;
    }

    @Override
    public void close() {
        running.close();
        reader.shutdown();
    }
}
