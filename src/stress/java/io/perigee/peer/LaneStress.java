package io.perigee.peer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The number that the in-flight table lends to a thread which writes its call by itself, past the event loop: 1, for 0 went
 * to the call that opened this way. Results: how the call ended, its number, and whether a number is taken afterwards.
 */
public final class LaneStress {
    private LaneStress() {}

    @JCStressTest
    @Outcome(id = "lost UNKNOWN, 1, taken", expect = ACCEPTABLE, desc = "The call was first.")
    @Outcome(id = "lost NOT_SENT, -1, free", expect = ACCEPTABLE, desc = "The end was first.")
    @State
    public static class CloseAgainstCall extends Slot {
        private @Nullable PendingCall call;

        public CloseAgainstCall() {
            openLane();
        }

        @Actor
        public void loop() {
            asLoop(this::close);
        }

        @Actor
        public void caller() {
            call = laneCall();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    @JCStressTest
    @Outcome(id = "open, 1 and 2, open", expect = ACCEPTABLE, desc = "The caller went by the lane.")
    @Outcome(id = "open, 3 and 2, open", expect = ACCEPTABLE, desc = "The loop had closed it, and kept its number.")
    @State
    public static class CallAgainstCallOfTheLoop extends Slot {
        private @Nullable PendingCall direct;
        private @Nullable PendingCall usual;

        public CallAgainstCallOfTheLoop() {
            openLane();
        }

        @Actor
        public void loop() {
            asLoop(() -> usual = call());
        }

        @Actor
        public void caller() {
            direct = laneCall();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            result.r1 = outcome(direct);
            result.r2 = number(direct) + " and " + number(usual);
            result.r3 = outcome(usual);
            asLoop(this::close);
        }
    }

    @JCStressTest
    @Outcome(id = "result, 1, free", expect = ACCEPTABLE, desc = "The response came while the call was written.")
    @Outcome(id = "open, 1, taken", expect = ACCEPTABLE, desc = "It came before, and was to no call.")
    @State
    public static class ResponseAgainstCall extends Slot {
        private @Nullable PendingCall call;

        public ResponseAgainstCall() {
            openLane();
        }

        @Actor
        public void loop() {
            asLoop(() -> respond(LANE_NUMBER));
        }

        @Actor
        public void caller() {
            call = laneCall();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    @JCStressTest
    @Outcome(id = "result, 1, free", expect = ACCEPTABLE, desc = "The response was first.")
    @Outcome(id = "cancelled, 1, free", expect = ACCEPTABLE, desc = "The caller was first.")
    @State
    public static class ResponseAgainstCancel extends Slot {
        private final PendingCall call;

        public ResponseAgainstCancel() {
            openLane();
            call = laneCall();
        }

        @Actor
        public void loop() {
            asLoop(() -> respond(LANE_NUMBER));
        }

        @Actor
        public void caller() {
            call.cancel(true);
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    /** Whoever waits for a call is woken, whenever the response comes. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "Woken.")
    @State
    public static class ResponseWakesWaiter extends Slot {
        private final AwaitedCall call;

        public ResponseWakesWaiter() {
            openLane();
            call = laneCall();
        }

        @Actor
        public void caller() {
            try {
                call.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Signal
        public void loop() {
            asLoop(() -> respond(LANE_NUMBER));
        }
    }

    /** Tells what has come of it, and frees what the lane holds. */
    private static void fill(Slot slot, @Nullable PendingCall call, LLL_Result result) {
        result.r1 = Slot.outcome(call);
        result.r2 = Slot.number(call);
        result.r3 = slot.isTaken() ? "taken" : "free";
        slot.asLoop(slot::close);
    }
}
