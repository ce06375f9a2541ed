package io.perigee.peer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A number of the in-flight table while its call ends in two ways at once, on the event loop and on the thread of a caller.
 *
 * <p>Results: how the call ended, how often it was told, and whether its number is taken afterwards. What is not listed is
 * forbidden.
 */
public final class InFlightStress {
    private InFlightStress() {}

    @JCStressTest
    @Outcome(id = "result, 1, free", expect = ACCEPTABLE, desc = "The response was first.")
    @Outcome(
            id = "cancelled, 1, free",
            expect = ACCEPTABLE,
            desc = "The caller was first; the response frees the number.")
    @State
    public static class ResponseAgainstCancel extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            asLoop(() -> respond(FIRST_NUMBER));
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

    /** Both come to the event loop, in whatever order they do. */
    @JCStressTest
    @Outcome(id = "result, 1, free", expect = ACCEPTABLE, desc = "The response was first.")
    @Outcome(
            id = "timed out UNKNOWN, 1, free",
            expect = ACCEPTABLE,
            desc = "The deadline was first; the response frees the number.")
    @State
    public static class ResponseAgainstTimeOut extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            asLoop(() -> {});
            asLoop(() -> respond(FIRST_NUMBER));
        }

        @Actor
        public void clock() {
            timeOut();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    /** As above. */
    @JCStressTest
    @Outcome(id = "result, 1, free", expect = ACCEPTABLE, desc = "The response was first.")
    @Outcome(id = "lost UNKNOWN, 1, taken", expect = ACCEPTABLE, desc = "The end was first.")
    @State
    public static class ResponseAgainstClose extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            asLoop(() -> {});
            asLoop(() -> respond(FIRST_NUMBER));
        }

        @Actor
        public void caller() {
            close();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    @JCStressTest
    @Outcome(id = "timed out UNKNOWN, 1, taken", expect = ACCEPTABLE, desc = "The deadline was first.")
    @Outcome(id = "cancelled, 1, taken", expect = ACCEPTABLE, desc = "The caller was first.")
    @State
    public static class TimeOutAgainstCancel extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            asLoop(this::timeOut);
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

    @JCStressTest
    @Outcome(id = "lost UNKNOWN, 1, taken", expect = ACCEPTABLE, desc = "The end was first.")
    @Outcome(id = "cancelled, 1, taken", expect = ACCEPTABLE, desc = "The caller was first.")
    @State
    public static class CloseAgainstCancel extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            asLoop(this::close);
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

    /** Not from the wire: the race is over before a response could be read. */
    @JCStressTest
    @Outcome(id = "result, 2, taken", expect = ACCEPTABLE, desc = "Told both times, to each once.")
    @State
    public static class ResultAgainstObserver extends Slot {
        private final PendingCall call = sentCall();

        @Actor
        public void loop() {
            call.complete(LuaValues.empty());
        }

        @Actor
        public void caller() {
            observe(call);
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            fill(this, call, result);
        }
    }

    @JCStressTest
    @Outcome(id = "lost NOT_SENT, 1, none", expect = ACCEPTABLE, desc = "The end was first.")
    @Outcome(id = "lost UNKNOWN, 1, written", expect = ACCEPTABLE, desc = "The call was first.")
    @State
    public static class CloseAgainstCall extends Slot {
        private @Nullable PendingCall call;

        @Actor
        public void loop() {
            asLoop(() -> {});
            asLoop(this::close);
        }

        @Actor
        public void caller() {
            call = call();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            result.r1 = outcome(call);
            result.r2 = ends();
            result.r3 = channel.written().isEmpty() ? "none" : "written";
        }
    }

    @JCStressTest
    @Outcome(id = "[0, 1], open, open", expect = ACCEPTABLE, desc = "Two calls, two numbers.")
    @State
    public static class CallAgainstCall extends Slot {
        private @Nullable PendingCall first;
        private @Nullable PendingCall second;

        @Actor
        public void one() {
            first = call();
        }

        @Actor
        public void other() {
            second = call();
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            result.r1 = channel.written();
            result.r2 = outcome(first);
            result.r3 = outcome(second);
        }
    }

    @JCStressTest
    @Outcome(id = "1, none, true", expect = ACCEPTABLE, desc = "The end was first: the answer is dropped.")
    @Outcome(id = "1, written, true", expect = ACCEPTABLE, desc = "The answer was first.")
    @State
    public static class CloseAgainstAnswer extends Slot {
        public CloseAgainstAnswer() {
            asLoop(this::askLater);
        }

        @Actor
        public void loop() {
            asLoop(() -> {});
            asLoop(this::close);
        }

        @Actor
        public void procedure() {
            answer.complete(1);
        }

        @Arbiter
        public void after(LLL_Result result) {
            settle();
            result.r1 = served();
            result.r2 = channel.written().isEmpty() ? "none" : "written";
            result.r3 = answer.isDone();
        }
    }

    private static void fill(Slot slot, PendingCall call, LLL_Result result) {
        result.r1 = Slot.outcome(call);
        result.r2 = slot.ends();
        result.r3 = slot.isTaken() ? "taken" : "free";
        slot.asLoop(slot::close);
    }
}
