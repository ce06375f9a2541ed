package io.perigee.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;

/**
 * The JVM that calls. It warms up and settles, printing a line after each and waiting for one, then measures and prints
 * what it found.
 */
final class ClientProcess {
    private ClientProcess() {}

    public static void main(String[] args) throws Exception {
        var mode = Mode.valueOf(args[1]);
        long warmUpNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3]));
        long settleNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4]));
        long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[5]));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var client = Contenders.of(args[0]).connect(mode, Integer.parseInt(args[2]));
        mode.run(client, warmUpNanos / 2);
        mode.run(client, warmUpNanos / 2);
        Child.say("warm");
        in.readLine();
        mode.run(client, settleNanos);
        Child.say("settled");
        in.readLine();
        var before = Consumption.now();
        Mode.Sample sample = mode.run(client, nanos);
        Child.say(Consumption.now().since(before).format());
        Child.say(sample.format());
        System.exit(0);
    }
}
