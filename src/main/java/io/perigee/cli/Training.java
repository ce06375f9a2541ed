package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Uses what the command uses, so that the JVM can write down the classes that it loads on the way: {@code tools/perigee}
 * runs this once after each build, and everything starts faster from then on.
 */
final class Training {
    private Training() {}

    public static void main(String[] args) {
        Main.quietLibraries();
        var nothing = new PrintStream(OutputStream.nullOutputStream());
        var console = new Console(new ByteArrayInputStream(new byte[0]), nothing, nothing, false);
        var options = RpcOptions.builder().procedures(Fixture.procedures()).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            String target = server.address().toString();
            int failed = Main.run(console, "call", target, "echo", "{\"a\": [1, 2.5, null]}", "text")
                    + Main.run(console, "call", "--json", "--timeout", "5s", target, "add", "3", "-4")
                    + Main.run(console, "eval", target, "config")
                    + Main.run(console, "decode", "--frame", "00000000001004000361646407000000030700000004")
                    + Main.run(console, "encode", "{\"table\": [[\"a\", 1]]}");
            Main.run(console, "call", target, "fail", "on purpose");
            Main.run(console, "exec", target, "-e", "return 1");
            Main.run(console, "--help");
            if (failed != 0) {
                throw new IllegalStateException("training: failed");
            }
        }
        System.exit(0);
    }
}
