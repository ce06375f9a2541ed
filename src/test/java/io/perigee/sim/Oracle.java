package io.perigee.sim;

import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Says what must not be: each call ends exactly once, with its own result or a failure that is true; it is executed at
 * most once, and never if it was said not to be sent.
 */
final class Oracle {
    private static final LuaValue BUSY = LuaString.of("busy: the peer runs no more procedures");
    private static final LuaValue OVERFULL = LuaString.of("busy: too many calls wait");

    private final Faults faults;
    private final boolean mayBeOverfull;
    private final Map<Long, SimCall> calls = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long nextNonce = 1;
    private long open;
    private long digest;

    /**
     * @param mayBeOverfull whether an end may come to refuse calls because too many of them wait
     */
    Oracle(Faults faults, boolean mayBeOverfull) {
        this.faults = faults;
        this.mayBeOverfull = mayBeOverfull;
    }

    SimCall begin(Peer caller, Kind kind, String pad, long timeoutNanos, long nowNanos) {
        var call = new SimCall(nextNonce++, caller, kind, pad, timeoutNanos, nowNanos);
        calls.put(call.nonce, call);
        open++;
        return call;
    }

    void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            violations.add(what.get());
        }
    }

    List<String> violations() {
        return violations;
    }

    long calls() {
        return calls.size();
    }

    long open() {
        return open;
    }

    /** Tells two runs apart that did not do the same. */
    long digest() {
        return digest;
    }

    /** A procedure of {@code callee} runs. */
    void executed(Peer callee, Kind kind, long nonce) {
        note(nonce, kind);
        SimCall call = calls.get(nonce);
        if (call == null) {
            violations.add(callee + " executes " + nonce + ", which nobody called");
            return;
        }
        call.executions++;
        check(call.caller != callee, () -> call + " runs at its caller");
        check(call.kind == kind, () -> call + " runs " + kind);
        check(call.executions == 1, () -> call + " runs " + call.executions + " times");
        check(!call.saidNotSent, () -> call + " runs, and was said not to be sent");
        check(!call.saidBusy, () -> call + " runs, and was refused");
    }

    /** One of the two that wait for the end of a call is told of it. */
    void ended(SimCall call, LuaValues results, Throwable failure) {
        call.ends++;
        check(call.ends == 1, () -> call + " ends " + call.ends + " times");
        if (call.ends > 1) {
            return;
        }
        open--;
        check((results == null) != (failure == null), () -> call + " ends with " + results + " and " + failure);
        if (results != null) {
            note(call.nonce, "result");
            succeeded(call, results);
        } else if (failure instanceof CancellationException) {
            note(call.nonce, "cancelled");
            check(call.cancelled, () -> call + " is cancelled by nobody");
        } else if (failure instanceof RpcException named) {
            note(call.nonce, named.outcome());
            failed(call, named);
        } else {
            violations.add(call + " ends with " + failure);
        }
    }

    void endedForTheOther(SimCall call) {
        call.otherEnds++;
        check(call.otherEnds == 1, () -> call + " ends " + call.otherEnds + " times for the second who waits");
    }

    private void succeeded(SimCall call, LuaValues results) {
        call.succeeded = true;
        check(isNonce(results.get(0), call), () -> call + " has the results " + results);
        check(call.executions == 1, () -> call + " has results after " + call.executions + " executions");
        switch (call.kind) {
            case NOW, LATER, WORK, NESTED -> check(results.size() == 1, () -> call + " has the results " + results);
            case ECHO ->
                check(
                        results.size() == 2 && results.get(1).equals(LuaString.of(call.pad)),
                        () -> call + " has the results " + results);
            case RAISE, ODD, UNSENDABLE, MISSING, VALUE -> violations.add(call + " has results, and should have none");
        }
    }

    private void failed(SimCall call, RpcException failure) {
        if (failure.outcome() == Outcome.NOT_SENT) {
            call.saidNotSent = true;
            check(call.executions == 0, () -> call + " was executed, and is said not to be sent: " + failure);
        }
        if (failure instanceof RemoteErrorException error) {
            check(isExpected(call, error), () -> call + " ends with " + failure);
        } else if (failure instanceof RpcTimeoutException) {
            faults.count(Fault.TIME_OUT);
            long took = call.caller.nowNanos() - call.madeAtNanos;
            check(
                    call.timeoutNanos > 0 && took >= call.timeoutNanos,
                    () -> call + " times out after " + took + " ns of " + call.timeoutNanos);
        } else if (failure instanceof RpcConnectionException) {
            check(!call.caller.isOpen(), () -> call + " ends with " + failure + ", and the connection is there");
        } else if (failure instanceof RpcRefusedException) {
            boolean full = failure.getMessage().contains(": too many calls wait (expected: <= ");
            check(full || call.kind == Kind.UNSENDABLE, () -> call + " ends with " + failure);
            check(failure.outcome() == Outcome.NOT_SENT, () -> call + " ends with " + failure);
            faults.count(full ? Fault.QUEUE_FULL : Fault.UNSENDABLE);
        } else {
            violations.add(call + " ends with " + failure);
        }
    }

    private boolean isExpected(SimCall call, RemoteErrorException failure) {
        return switch (failure.reason()) {
            case RAISED ->
                call.executions == 1
                        ? isNonce(failure.error(), call) && (call.kind == Kind.RAISE || call.kind == Kind.LATER)
                        : isRefusal(call, failure.error());
            case NO_SUCH_PROCEDURE -> call.kind == Kind.MISSING;
            case NOT_CALLABLE -> call.kind == Kind.VALUE;
            case NOT_SERIALIZABLE -> {
                faults.count(Fault.UNSERIALISABLE);
                yield call.kind == Kind.ODD && call.executions == 1;
            }
        };
    }

    private boolean isRefusal(SimCall call, LuaValue error) {
        call.saidBusy = true;
        boolean overfull = error.equals(OVERFULL);
        if (overfull) {
            faults.count(Fault.OVERFULL);
        }
        return call.executions == 0 && (overfull ? mayBeOverfull : error.equals(BUSY) && call.kind == Kind.WORK);
    }

    private static boolean isNonce(LuaValue value, SimCall call) {
        return value.equals(LuaInteger.of(call.nonce));
    }

    /** Every call has ended, for all who wait for it. */
    void allEnded(String when) {
        for (SimCall call : calls.values()) {
            check(call.ends == 1, () -> call + " ended " + call.ends + " times " + when);
            if (call.future != null && call.ends == 1) {
                check(call.otherEnds == 1, () -> call + " ended " + call.otherEnds + " times for the second " + when);
                check(call.future.isDone(), () -> call + " has ended, and its future has not");
            }
        }
    }

    private void note(long nonce, Object what) {
        digest = (digest + nonce * 31 + what.toString().hashCode()) * 0x9E3779B97F4A7C15L;
    }
}
