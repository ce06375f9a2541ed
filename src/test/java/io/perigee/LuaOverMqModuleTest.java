package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.LuaHost;
import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.RunContext;
import io.perigee.procedure.CallContext;
import io.perigee.remote.RemoteErrorException;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LuaOverMqModuleTest {

    private static final class Run implements RunContext {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public @Nullable CallContext call() {
            return null;
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }
    }

    private static LuaValues ask(HostModule module, Run run, String operation, Object... arguments) throws Exception {
        return module.operations()
                .get(operation)
                .call(LuaValues.from(arguments), run)
                .toCompletableFuture()
                .get();
    }

    @Test
    void aRunThatHasServedManyRequestsRemembersNoneAndItsEndFailsTheOneThatIsDue() throws Exception {
        int port = freePort();
        var run = new Run();
        try (var lua = LuaHost.builder().open()) {
            HostModule module = LuaOverMqModule.with(RpcOptions.DEFAULT).apply(lua);
            try {
                int socket =
                        ask(module, run, "bind", "tcp://127.0.0.1:" + port, 4).asInt();
                try (var client = RpcTarget.parse("zmq+tcp://127.0.0.1:" + port).connect(RpcOptions.DEFAULT)) {
                    for (int i = 0; i < 20; i++) {
                        CompletableFuture<LuaValues> answer = client.callAsync("n", i);
                        LuaValues next = ask(module, run, "next", socket);
                        assertThat(next.view("name", 2).asString()).isEqualTo("n");
                        ask(module, run, "answer", next.get(1).asInt(), i);
                        assertThat(answer.get().asInt()).isEqualTo(i);
                    }
                    assertThat(run.ended.getNumberOfDependents()).isLessThanOrEqualTo(1);

                    CompletableFuture<LuaValues> due = client.callAsync("due");
                    ask(module, run, "next", socket);
                    run.ended.complete(null);
                    assertThat(due.handle((none, failure) -> failure).get())
                            .isInstanceOf(RemoteErrorException.class)
                            .hasMessageContaining("the script ended before it answered");

                    // What a run that has ended waited for is for the next.
                    var waiting = new Run();
                    CompletableFuture<LuaValues> never = module.operations()
                            .get("next")
                            .call(LuaValues.from(socket), waiting)
                            .toCompletableFuture();
                    waiting.ended.complete(null);
                    CompletableFuture<LuaValues> last = client.callAsync("last");
                    var other = new Run();
                    LuaValues next = ask(module, other, "next", socket);
                    assertThat(next.view("name", 2).asString()).isEqualTo("last");
                    ask(module, other, "answer", next.get(1).asInt(), "x");
                    assertThat(last.get().asString()).isEqualTo("x");
                    assertThat(never).isDone();
                }
            } finally {
                module.close();
            }
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
