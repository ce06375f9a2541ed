package io.perigee.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/** The JVM that is called. Prints its port, then for each line of its input what it has used. */
final class ServerProcess {
    private ServerProcess() {}

    public static void main(String[] args) throws Exception {
        Child.say(Integer.toString(Contenders.of(args[0]).serve(Mode.valueOf(args[1]))));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        while (in.readLine() != null) {
            Child.say(Consumption.now().format());
        }
        // The end of the one who started it.
        System.exit(0);
    }
}
