package io.perigee.cli.demo;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.lua.LuaHost;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A Java peer and a real Lua peer call each other over a socket, and everything is shown and checked. */
public final class Demo {
    private static final String HOST = "127.0.0.1";
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);
    private static final long LUAS_TURN_SECONDS = 6;

    private final Lua lua;
    private final Columns columns;
    private final PrintStream out;

    public Demo(Lua lua, PrintStream out, boolean color) {
        this.lua = lua;
        this.out = out;
        this.columns = new Columns(out, color);
    }

    /**
     * Runs it.
     *
     * @throws DemoException if anything was not as it should be
     */
    public void run() throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        try (LuaHost host = JavaHalf.openLua()) {
            run(startNanos, host);
        }
    }

    private void run(long startNanos, @Nullable LuaHost host) throws IOException, InterruptedException {
        var java = new JavaHalf(host);
        var transcript = new Transcript(columns);
        var options = RpcOptions.builder()
                .procedures(java.procedures())
                .timeout(CALL_TIMEOUT)
                .frameLog(transcript);
        if (host != null) {
            options.lua(host);
        }
        try (var scripts = LuaScripts.unpack();
                var server = RpcPeer.newServerOnly(HOST, 0, options.build())) {
            int port = ((Address.Tcp) server.address()).port();
            columns.head("Java " + Runtime.version().feature() + ", listening on " + server.address(), lua.version());
            try (var process = lua.start(scripts.demo(), HOST, port)) {
                javasTurn(awaitReady(java, process), transcript);
                server.peers().forEach(RpcPeer::close);
                process.awaitEnd();
            } finally {
                transcript.finish();
            }
        }
        out.println();
        out.printf(
                "%d messages between Java and a real %s (%s), each one as expected, in %d ms.%n",
                transcript.messages(),
                lua.version(),
                lua.origin(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private static Caller awaitReady(JavaHalf java, LuaHalf process) throws InterruptedException {
        var either = CompletableFuture.anyOf(java.ready(), process.ended());
        try {
            either.get(LUAS_TURN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DemoException("the Lua peer: not ready (expected: within " + LUAS_TURN_SECONDS + " s)");
        }
        if (!java.ready().isDone()) {
            throw new DemoException("the Lua peer ended: " + process.ended().join());
        }
        return java.ready().join().caller();
    }

    private static void javasTurn(Caller peer, Transcript transcript) {
        transcript.heading("Java calls Lua");
        peer.call("greet", "Java");
        expect("add", peer.call("add", 3, 4).asLong(), 7L);
        LuaValues multi = peer.call("multi");
        expect("multi", multi.size() == 3 && multi.get(1).isNil(), true);
        expect(
                "string.upper",
                peer.call("string.upper", "any function of Lua's").asString(),
                "ANY FUNCTION OF LUA'S");

        transcript.heading("Java reads a value of Lua's, by its path");
        expect("devices", peer.eval("devices.2.name").asString(), "valve");
        peer.eval("devices");

        transcript.heading("Java uploads functions to Lua, and runs them there");
        var swap = peer.newexec("local a, b = ... return b, a");
        expect("swap", swap.call("left", "right").asString(), "right");
        var loop = peer.newexec(List.of("local n = 0 for i = 1, ... do ", "n = n + i end return n"));
        expect("loop", loop.call(100).asLong(), 5050L);

        transcript.heading("Each calls the other back before it answers");
        expect("countdown", peer.call("countdown", 4).asString(), "lift-off");

        transcript.heading("Things go wrong, and nothing breaks");
        expect("no.such.name", reason(() -> peer.call("no.such.name")), Reason.NO_SUCH_PROCEDURE);
        expect("devices", reason(() -> peer.call("devices")), Reason.NOT_CALLABLE);
        expect("fail", reason(() -> peer.call("fail", "on purpose")), Reason.RAISED);
        expect("failtable", reason(() -> peer.call("failtable")), Reason.RAISED);
        expect("string.rep", reason(() -> peer.eval("string.rep")), Reason.NOT_SERIALIZABLE);
        expect("upload", reason(() -> peer.newexec("return return")), Reason.RAISED);
    }

    private static Object reason(Runnable call) {
        try {
            call.run();
            return "no error";
        } catch (RemoteErrorException e) {
            return e.reason();
        }
    }

    private static void expect(String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new DemoException(what + ": " + found + " (expected: " + expected + ")");
        }
    }
}
