package io.perigee.bench.idle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.bench.Child;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import java.io.BufferedReader;
import java.io.InputStreamReader;

/** The JVM that is connected to. For each line of its input it prints its memory, once as many are there as are due. */
final class IdleServer {
    private IdleServer() {}

    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[0]);
        var procedures = new Procedures()
                .addNonBlocking("add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        var server = RpcPeer.newServerOnly(
                "127.0.0.1", 0, RpcOptions.builder().procedures(procedures).build());
        Child.say(Integer.toString(((Address.Tcp) server.address()).port()));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (int due = 1; in.readLine() != null; due = 1 + connections) {
            awaitPeers(server, due);
            Child.say(Memory.now().format());
        }
        System.exit(0);
    }

    private static void awaitPeers(RpcServer server, int count) {
        while (server.peers().size() < count) {
            Thread.onSpinWait();
        }
    }
}
