package io.perigee.sim;

import io.perigee.procedure.CallContext;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** What one end serves: procedures that answer at once, when the schedule says so, on another thread, or in no way. */
final class Callee {
    private static final int MOST_WORK = 300;

    private final Peer peer;
    private final SplittableRandom random;
    private final Faults faults;
    private final Oracle oracle;

    /** What threads of procedures are to do. */
    private final List<Runnable> work = new ArrayList<>();

    /** Answers that are due. */
    private final List<Answer> answers = new ArrayList<>();

    private record Answer(long nonce, CompletableFuture<Object> future) {}

    Callee(Peer peer, World world) {
        this.peer = peer;
        random = world.random;
        faults = world.faults;
        oracle = world.oracle;
    }

    CallDispatcher dispatcher() {
        return new CallDispatcher(procedures(), this::execute);
    }

    private Procedures procedures() {
        return new Procedures()
                .addNonBlocking(Kind.NOW.procedure(), call -> run(call, Kind.NOW))
                .addNonBlocking(Kind.ECHO.procedure(), call -> {
                    run(call, Kind.ECHO);
                    return call.args();
                })
                .addNonBlocking(Kind.LATER.procedure(), call -> later(run(call, Kind.LATER)))
                .add(Kind.WORK.procedure(), call -> run(call, Kind.WORK))
                .addNonBlocking(Kind.RAISE.procedure(), call -> {
                    throw new LuaError(LuaInteger.of(run(call, Kind.RAISE)));
                })
                .addNonBlocking(Kind.NESTED.procedure(), this::nested)
                .addNonBlocking(Kind.ODD.procedure(), call -> {
                    run(call, Kind.ODD);
                    return Peer.UNSENDABLE;
                })
                .addValue(Kind.VALUE.procedure(), 1);
    }

    private long run(CallContext call, Kind kind) {
        long nonce = call.args().get(0).asLong();
        oracle.executed(peer, kind, nonce);
        return nonce;
    }

    private CompletableFuture<Object> later(long nonce) {
        var answer = new Answer(nonce, new CompletableFuture<>());
        answers.add(answer);
        return answer.future;
    }

    private CompletableFuture<Object> nested(CallContext call) {
        long nonce = run(call, Kind.NESTED);
        var answer = new CompletableFuture<Object>();
        peer.callBack(call.caller(), () -> answer.complete(nonce));
        return answer;
    }

    private void execute(Runnable procedure) {
        if (work.size() >= MOST_WORK || random.nextInt(50) == 0) {
            faults.count(Fault.BUSY);
            throw new RejectedExecutionException();
        }
        work.add(procedure);
    }

    /** Answers one of the calls that wait for that; false if there is none. */
    boolean answerOne() {
        if (answers.isEmpty()) {
            return false;
        }
        Answer answer = answers.remove(random.nextInt(answers.size()));
        peer.somewhere(() -> {
            if (random.nextInt(8) == 0) {
                answer.future.completeExceptionally(new LuaError(LuaInteger.of(answer.nonce)));
            } else {
                answer.future.complete(answer.nonce);
            }
        });
        return true;
    }

    /** Does what a thread of a procedure would do; false if there is nothing. */
    boolean workOne() {
        if (work.isEmpty()) {
            return false;
        }
        peer.loop.elsewhere(work.remove(random.nextInt(work.size())));
        return true;
    }

    int owes() {
        return answers.size();
    }

    int works() {
        return work.size();
    }
}
