package io.perigee.cli;

import io.perigee.procedure.CallContext;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The procedures and values that every peer under test offers; {@code test-vectors/FORMAT.md} lists them. */
final class Fixture {
    private Fixture() {}

    static Procedures procedures() {
        return new Procedures()
                .addNonBlocking("add", Fixture::add)
                .addNonBlocking("echo", CallContext::args)
                .addNonBlocking("fail", call -> {
                    throw new LuaError(call.arg(0).value());
                })
                .addNonBlocking("failtable", call -> {
                    throw new LuaError(new LuaTable().put("code", 42).put("why", "table error"));
                })
                .addNonBlocking("bad", call -> {
                    throw new IllegalStateException("bad: an error of its own");
                })
                .addNonBlocking("multi", call -> LuaValues.from(1, null, "three"))
                .addNonBlocking("nothing", call -> LuaValues.empty())
                .addNonBlocking("slow", Fixture::slow)
                .addNonBlocking("string.upper", Fixture::upper)
                .addValue("config", Map.of("name", "gw", "net", Map.of("ip", "10.0.0.1", "ports", List.of(80, 443))))
                .addValue("answer", 42);
    }

    private static LuaValue add(CallContext call) {
        LuaValue a = call.arg(0).value();
        LuaValue b = call.arg(1).value();
        if (a instanceof LuaInteger x && b instanceof LuaInteger y) {
            return LuaValue.of(x.longValue() + y.longValue());
        }
        return LuaValue.of(number(a) + number(b));
    }

    private static double number(LuaValue value) {
        if (value instanceof LuaNumber number) {
            return number.doubleValue();
        }
        throw new LuaError("attempt to perform arithmetic on a " + value.type() + " value");
    }

    /** Answers later, and blocks nobody until then. */
    private static CompletableFuture<LuaValue> slow(CallContext call) {
        LuaValue seconds = call.arg(0).value();
        long nanos = Math.round(call.arg(0).asDouble() * TimeUnit.SECONDS.toNanos(1));
        return new CompletableFuture<LuaValue>().completeOnTimeout(seconds, nanos, TimeUnit.NANOSECONDS);
    }

    /** As Lua does: bytes a to z, and no others. */
    private static LuaString upper(CallContext call) {
        byte[] bytes = call.arg(0).asBytes();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'a' && bytes[i] <= 'z') {
                bytes[i] = (byte) (bytes[i] - 'a' + 'A');
            }
        }
        return LuaString.wrap(bytes);
    }
}
