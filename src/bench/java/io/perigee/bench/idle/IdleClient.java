package io.perigee.bench.idle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/** The JVM that connects. For each line of its input it goes one step further and prints its memory. */
final class IdleClient {
    /** Held here, so that the collector does not take them for abandoned. */
    private static final List<RpcPeer> PEERS = new ArrayList<>();

    private IdleClient() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int connections = Integer.parseInt(args[1]);
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));

        in.readLine();
        // One that has called, so that what all share is there at both ends.
        PEERS.add(connect(port));
        PEERS.forEach(IdleClient::use);
        Child.say(Memory.now().format());

        in.readLine();
        for (int i = 0; i < connections; i++) {
            PEERS.add(connect(port));
        }
        Child.say(Memory.now().format());

        in.readLine();
        PEERS.forEach(IdleClient::use);
        Child.say(Memory.now().format());

        in.readLine();
        System.exit(0);
    }

    private static RpcPeer connect(int port) {
        return RpcPeer.newClient("127.0.0.1", port);
    }

    private static void use(RpcPeer peer) {
        if (peer.call("add", 100_000, 1).asInt() != 100_001) {
            throw new IllegalStateException("wrong sum");
        }
    }
}
