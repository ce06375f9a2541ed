package io.perigee.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;

/**
 * The JVM that calls: as many milliseconds as a line of its input says, and prints what it found. For an empty line it
 * prints what it has used.
 */
final class ClientProcess {
    private ClientProcess() {}

    public static void main(String[] args) throws Exception {
        var mode = Mode.valueOf(args[1]);
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var client = Contenders.of(args[0]).connect(mode, Integer.parseInt(args[2]));
        for (String millis = in.readLine(); millis != null; millis = in.readLine()) {
            Child.say(
                    millis.isEmpty()
                            ? Consumption.now().format()
                            : mode.run(client, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis)))
                                    .format());
        }
        // The end of the one who started it.
        System.exit(0);
    }
}
