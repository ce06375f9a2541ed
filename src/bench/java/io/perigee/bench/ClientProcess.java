package io.perigee.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;

/** The JVM that calls: warms up, prints a line, waits for one, measures and prints what it found. */
final class ClientProcess {
    private ClientProcess() {}

    public static void main(String[] args) throws Exception {
        var mode = Mode.valueOf(args[1]);
        long warmUpNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3]));
        long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4]));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var client = Contender.of(args[0]).connect(Integer.parseInt(args[2]));
        mode.run(client, warmUpNanos / 2);
        mode.run(client, warmUpNanos / 2);
        Child.say("warm");
        in.readLine();
        var before = Consumption.now();
        Mode.Sample sample = mode.run(client, nanos);
        Child.say(Consumption.now().since(before).format());
        Child.say(sample.format());
        System.exit(0);
    }
}
