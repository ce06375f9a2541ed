package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.procedure.Procedures;
import io.perigee.testing.Processes;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Procedures run on virtual threads where the JVM has them, and block there without holding anything up. */
class VirtualThreadsTest {

    /** Runs in a JVM that has them. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws Exception {
            var everyone = new CountDownLatch(256);
            var procedures = new Procedures();
            procedures
                    .add("thread", call -> Thread.currentThread().toString())
                    .add("meet", call -> {
                        everyone.countDown();
                        everyone.await();
                        return call.caller().call("add", call.arg(0), 1).value();
                    })
                    .addNonBlocking(
                            "add", call -> call.arg(0).asLong() + call.arg(1).asLong());
            var options = RpcOptions.builder().procedures(procedures).build();
            try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                    var client = RpcPeer.newClient(server.address(), options)) {
                System.out.println(client.call("thread").asString());
                var calls = new ArrayList<CompletableFuture<LuaValues>>();
                for (int i = 0; i < 256; i++) {
                    calls.add(client.callAsync("meet", i));
                }
                long sum = 0;
                for (var call : calls) {
                    sum += call.join().asLong();
                }
                System.out.println(sum);

                // A blocking call on a virtual thread, which the public API of this release cannot name.
                var results = new CompletableFuture<Long>();
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                        () -> results.complete(client.call("add", 20, 22).asLong()));
                System.out.println(results.get());
            }
        }
    }

    @Test
    void proceduresRunOnVirtualThreads() {
        try (var jvm = Processes.java(
                Processes.javaHomeWithVirtualThreads(), List.of("--enable-native-access=ALL-UNNAMED"), Main.class)) {
            var lines = jvm.finish();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("VirtualThread[");
            assertThat(lines.get(1)).isEqualTo(String.valueOf(256 * 255 / 2 + 256));
            assertThat(lines.get(2)).isEqualTo("42");
        }
    }
}
