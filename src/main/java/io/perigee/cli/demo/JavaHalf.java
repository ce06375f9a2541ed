package io.perigee.cli.demo;

import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the Java peer of the demonstration offers. */
final class JavaHalf {
    private final CompletableFuture<CallContext> ready = new CompletableFuture<>();

    private final @Nullable LuaHost lua;

    /** @param lua runs what the peer uploads; null if there is no engine */
    JavaHalf(@Nullable LuaHost lua) {
        this.lua = lua;
    }

    /** The Lua of the Java half, for code of the peer alone; null where no engine is. */
    static @Nullable LuaHost openLua() {
        try {
            return LuaHost.builder().policy(LuaPolicy.SOURCE).open();
        } catch (LuaEngineException e) {
            return null;
        }
    }

    /** Completes when Lua has had its turn; whoever called is the peer. */
    CompletableFuture<CallContext> ready() {
        return ready;
    }

    Procedures procedures() {
        return new Procedures()
                .add(
                        "greet",
                        call -> "Hello " + call.arg(0).asString() + ", this is Java "
                                + Runtime.version().feature())
                .add("sum", call -> call.arg(0).asList().stream()
                        .mapToDouble(LuaValue::asDouble)
                        .sum())
                .add("multi", call -> LuaValues.from(1, null, "three"))
                .add("countdown", JavaHalf::countdown)
                .add("fail", call -> {
                    throw new LuaError(call.arg(0).value());
                })
                .add(Transcript.HEADING, call -> true)
                .add(Transcript.READY, call -> ready.complete(call))
                .addValue("engine", lua == null ? null : lua.dialect())
                .addValue("config", Map.of("net", Map.of("ip", "10.0.0.1", "ports", List.of(80, 443))));
    }

    /** Calls its caller back before it answers, to any depth. */
    private static Object countdown(CallContext call) {
        long n = call.arg(0).asLong();
        return n == 0 ? "lift-off" : call.caller().call("countdown", n - 1);
    }
}
