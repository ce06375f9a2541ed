package io.perigee.faults;

import io.perigee.procedure.CallContext;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import java.util.concurrent.atomic.AtomicInteger;

/** Procedures that write down that they ran, and answer with the nonce that they were called with. */
final class NonceProcedures {
    private static final int MOST_STIRRED = 16;

    private final Ledger ledger;
    private final AtomicInteger running = new AtomicInteger();

    NonceProcedures(Ledger ledger) {
        this.ledger = ledger;
    }

    Procedures procedures() {
        return new Procedures()
                .addNonBlocking("echo", this::run)
                .add("work", this::run)
                .add("sleep", call -> {
                    long nonce = run(call);
                    Thread.sleep(call.arg(1).asInt());
                    return nonce;
                })
                .add("back", this::callBack)
                .addNonBlocking("stir", this::stir)
                .addNonBlocking(
                        "ran",
                        call -> ledger.executions.getOrDefault(call.arg(0).asLong(), 0));
    }

    /** How many are being run that may call back. */
    int running() {
        return running.get();
    }

    private long run(CallContext call) {
        long nonce = call.arg(0).asLong();
        ledger.executed(nonce);
        return nonce;
    }

    /** Calls its caller before it answers, with the nonce of its second argument. */
    private long callBack(CallContext call) {
        running.incrementAndGet();
        try {
            long nonce = run(call);
            begin(call.caller(), "echo", call.arg(1).asLong(), ledger).join();
            return nonce;
        } finally {
            running.decrementAndGet();
        }
    }

    /** Calls its caller several times, with nonces from its second argument on, and does not wait. */
    private long stir(CallContext call) {
        long nonce = run(call);
        long first = call.arg(1).asLong();
        // A bit of the count may have been flipped.
        int count = Math.min(call.arg(2).asInt(), MOST_STIRRED);
        for (int i = 0; i < count; i++) {
            begin(call.caller(), i % 2 == 0 ? "echo" : "work", first + i, ledger);
        }
        return nonce;
    }

    /** Begins a call that is written down, as is its end. */
    static java.util.concurrent.CompletableFuture<?> begin(
            Caller caller, String procedure, long nonce, Ledger ledger, Object... more) {
        ledger.begun(nonce);
        var args = new Object[1 + more.length];
        args[0] = nonce;
        System.arraycopy(more, 0, args, 1, more.length);
        return caller.callAsync(procedure, args).handle((results, failure) -> {
            ledger.ended(nonce, results, failure);
            return null;
        });
    }
}
