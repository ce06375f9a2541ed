package io.perigee.bench.growth;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;

/** The JVM that is called. */
final class GrowthServer {
    private GrowthServer() {}

    public static void main(String[] args) throws Exception {
        var procedures = new Procedures();
        for (String name : Load.names(Load.parse(args, 0).procedures())) {
            procedures.addNonBlocking(
                    name, call -> call.arg(0).asInt() + call.arg(1).asInt());
        }
        var options = RpcOptions.builder().procedures(procedures).build();
        var server = RpcPeer.newServerOnly("127.0.0.1", 0, options);
        Child.say(Integer.toString(((Address.Tcp) server.address()).port()));
        while (System.in.read() >= 0) {
            // Lives as long as the one who started it.
        }
        System.exit(0);
    }
}
