package io.perigee.bench.dialects;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.bench.Child;
import io.perigee.procedure.Procedures;

/** The JVM that is called: serves {@code add}, says where, and lives as long as the one who started it. */
final class DialectServer {
    private DialectServer() {}

    public static void main(String[] args) throws Exception {
        var end = End.valueOf(args[0]);
        Child.say(end == End.PERIGEE ? listen(args[1]) : PlainServer.listen(args[1]));
        while (System.in.read() >= 0) {
            // Nothing is asked of it.
        }
        System.exit(0);
    }

    private static String listen(String target) {
        var procedures = new Procedures();
        procedures.addNonBlocking(
                "add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        var options = RpcOptions.builder().procedures(procedures).build();
        return RpcTarget.parse(target).listen(options).target().toString();
    }
}
