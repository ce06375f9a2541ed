package io.perigee.soak;

import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValues;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What each of the processes offers to the others; {@code soak/client.lua} does, too. */
final class SoakProcedures {
    static final int SQUARES = 64;
    static final int DEPTHS = 4;

    /** A function of Lua: what is in use there after a collection. */
    static final String LUA_KILOBYTES = "kilobytes";

    /** Hosted Lua may not ask for a collection, and makes garbage until there was one. */
    private static final String SCRIPT = """
            squares = {}
            for i = 1, 64 do squares[i] = i * i end

            function kilobytes()
              local least = collectgarbage("count")
              for i = 1, 200000 do
                local garbage = { i }
                if i % 64 == 0 then least = math.min(least, collectgarbage("count")) end
              end
              return least
            end
            """;

    private final AtomicInteger late = new AtomicInteger();

    Procedures registry() {
        return new Procedures()
                .addNonBlocking("echo", Sabotage::answer)
                .add("nested", SoakProcedures::nested)
                .addNonBlocking("fail", call -> {
                    throw new LuaError("failed " + call.arg(0).asLong());
                })
                .addNonBlocking("failtable", call -> {
                    throw new LuaError(Map.of("nonce", call.arg(0).asLong()));
                })
                .addNonBlocking("late", this::late);
    }

    static LuaHost lua(Procedures registry) {
        return LuaHost.builder()
                .procedures(registry)
                .script("squares.lua", SCRIPT)
                .policy(LuaPolicy.SOURCE)
                .open();
    }

    /** How many answers are still to come. */
    int late() {
        return late.get();
    }

    private static LuaValues nested(CallContext call) {
        long nonce = call.arg(0).asLong();
        long depth = call.arg(1).asLong() % DEPTHS;
        if (depth == 0) {
            return LuaValues.from(nonce, 0);
        }
        LuaValues inner = call.caller().call("nested", nonce, depth - 1);
        if (inner.asLong() != nonce) {
            throw new LuaError("nested: " + inner + " (expected: " + nonce + ")");
        }
        return LuaValues.from(nonce, inner.get(1).asLong() + 1);
    }

    /** Answers later, and blocks nobody until then. */
    private CompletableFuture<Long> late(CallContext call) {
        late.incrementAndGet();
        return new CompletableFuture<Long>()
                .completeOnTimeout(call.arg(0).asLong(), call.arg(1).asLong(), TimeUnit.MILLISECONDS)
                .whenComplete((nonce, failure) -> late.decrementAndGet());
    }
}
