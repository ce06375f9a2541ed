package io.perigee.soak;

import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One call that knows what it must end with: its nonce comes back in every result and every error. */
final class Exchange {
    /** What the late answers are later than, by far. */
    private static final Duration TIME_OUT = Duration.ofMillis(30);

    private static final int LATE_MILLIS = 400;
    private static final int LARGE = 16 << 10;

    final Kind kind;
    final Target target;
    private final long nonce;
    private final int size;
    private final LuaValue payload;

    Exchange(Kind kind, Target target, long nonce, Random random) {
        this.kind = kind;
        this.target = target;
        this.nonce = nonce;
        this.size = 1 + random.nextInt(SoakProcedures.SQUARES);
        this.payload = switch (kind) {
            case STRING -> string(random);
            case TABLE -> table();
            case EXEC -> LuaValue.of("n" + nonce);
            default -> LuaValue.of(size);
        };
    }

    private static LuaString string(Random random) {
        byte[] bytes = new byte[LARGE];
        random.nextBytes(bytes);
        return LuaString.wrap(bytes);
    }

    private LuaTable table() {
        var table = new LuaTable();
        for (int i = 1; i <= size; i++) {
            table.put(i, LuaTable.listOf(nonce, "row " + i));
        }
        return table.put("nonce", nonce);
    }

    boolean mayWait() {
        return kind != Kind.LATE && kind != Kind.CANCELLED && kind != Kind.HANDLED;
    }

    /** Makes the call and waits for it. */
    LuaValues call() {
        Caller peer = target.peer;
        return switch (kind) {
            case EVAL -> LuaValues.of(peer.eval(squares()));
            case EXEC -> target.function().join().call(nonce, payload);
            default -> peer.call(procedure(), nonce, payload);
        };
    }

    /** Makes the call. */
    CompletableFuture<LuaValues> callAsync() {
        Caller peer = target.peer;
        return switch (kind) {
            case EVAL -> peer.evalAsync(squares()).thenApply(LuaValues::of);
            case EXEC -> target.function().thenCompose(function -> function.callAsync(nonce, payload));
            case LATE -> peer.withTimeout(TIME_OUT).callAsync(procedure(), nonce, LATE_MILLIS);
            case CANCELLED -> {
                var call = peer.callAsync(procedure(), nonce, LATE_MILLIS);
                call.cancel(false);
                yield call;
            }
            case HANDLED -> {
                var ended = new CompletableFuture<LuaValues>();
                peer.callAsync(
                        (results, failure) -> {
                            boolean once =
                                    failure == null ? ended.complete(results) : ended.completeExceptionally(failure);
                            if (!once) {
                                throw new IllegalStateException("ended twice");
                            }
                        },
                        procedure(),
                        nonce,
                        payload);
                yield ended;
            }
            default -> peer.callAsync(procedure(), nonce, payload);
        };
    }

    private String squares() {
        return "squares." + size;
    }

    private String procedure() {
        return switch (kind) {
            case NESTED -> "nested";
            case ERROR -> size % 2 == 0 ? "fail" : "failtable";
            case MISSING -> "no.such.procedure";
            case LATE, CANCELLED -> "late";
            default -> "echo";
        };
    }

    /** Whether these are the results of this very call. */
    boolean isRight(LuaValues results) {
        return switch (kind) {
            case EVAL -> results.size() == 1 && results.asLong() == (long) size * size;
            case EXEC ->
                answers(results) && results.get(1).equals(LuaValue.of(payload.asString() + "+" + payload.asString()));
            case NESTED -> answers(results) && results.get(1).asLong() == depth();
            case TABLE -> answers(results) && LuaValue.sameStructure(results.get(1), payload);
            case ERROR, MISSING, CANCELLED -> false;
            case LATE -> results.size() == 1 && results.asLong() == nonce;
            default -> answers(results) && results.get(1).equals(payload);
        };
    }

    /** As the procedure counts it, from the number that it is given. */
    private long depth() {
        return size % SoakProcedures.DEPTHS;
    }

    private boolean answers(LuaValues results) {
        return results.size() == 2 && results.asLong() == nonce;
    }

    /** Whether this is the error that this very call asked for. */
    boolean isRight(RemoteErrorException error) {
        return switch (kind) {
            case MISSING -> error.reason() == Reason.NO_SUCH_PROCEDURE;
            case ERROR ->
                error.reason() == Reason.RAISED
                        && (size % 2 == 0
                                ? error.error().equals(LuaValue.of("failed " + nonce))
                                : error.error().at("nonce").asLong() == nonce);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return kind + " " + nonce + " at " + target.peer.peer();
    }
}
