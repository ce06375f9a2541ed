package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call's own stages do what those of the JDK do. */
class CallObserverTest {
    private static final LuaValues RESULTS = LuaValues.from("done");

    private static PendingCall call() {
        return new FutureCall(null, "p", 0);
    }

    enum Ending {
        RESULTS,
        FAILURE;

        void end(CompletableFuture<LuaValues> call) {
            if (this == RESULTS) {
                call.complete(CallObserverTest.RESULTS);
            } else {
                call.completeExceptionally(new IllegalStateException("no"));
            }
        }
    }

    /** What stages on a future see, in a form that compares. */
    private static List<String> seen(CompletableFuture<LuaValues> call, Ending ending, boolean endFirst) {
        var seen = new ArrayList<String>();
        if (endFirst) {
            ending.end(call);
        }
        var good = call.whenComplete((results, failure) -> seen.add("first " + results + " " + failure));
        var bad = call.whenComplete((results, failure) -> {
            throw new IllegalArgumentException("from the action");
        });
        if (!endFirst) {
            ending.end(call);
        }
        seen.add(outcome(good));
        seen.add(outcome(bad));
        seen.add(outcome(good.thenApply(LuaValues::size)));
        seen.add(outcome(call));
        return seen;
    }

    private static String outcome(CompletableFuture<?> future) {
        assertThat(future).isDone();
        try {
            return "result " + future.get();
        } catch (ExecutionException e) {
            return "failure " + e.getCause() + " " + List.of(e.getCause().getSuppressed());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stagesSeeWhatThoseOfTheJdkSee(Ending ending) {
        for (boolean endFirst : new boolean[] {false, true}) {
            assertThat(seen(call(), ending, endFirst)).isEqualTo(seen(new CompletableFuture<>(), ending, endFirst));
        }
    }

    @Test
    void othersMayEndACallByEveryMethodThatAFutureHas() {
        var ended = new ArrayList<String>();
        var onTimeout = call();
        onTimeout.whenComplete((results, failure) -> ended.add("timeout"));
        onTimeout.completeOnTimeout(RESULTS, 0, TimeUnit.NANOSECONDS).join();
        var later = call();
        later.whenComplete((results, failure) -> ended.add("later"));
        later.completeAsync(() -> RESULTS, Runnable::run);
        assertThat(later).isCompletedWithValue(RESULTS);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder("timeout", "later"));
    }

    @Test
    void aStageThatWasCancelledRunsNoAction() {
        var call = call();
        var runs = new AtomicInteger();
        var stage = call.whenComplete((results, failure) -> runs.incrementAndGet());
        stage.cancel(true);
        call.complete(RESULTS);
        assertThat(runs).hasValue(0);
        assertThat(stage).isCancelled();
    }

    @Test
    void anActionAddedWhileTheCallEndsRunsOnce() throws InterruptedException {
        for (int round = 0; round < 2000; round++) {
            var call = call();
            var runs = new AtomicInteger();
            var start = new CountDownLatch(1);
            var adder = new Thread(() -> {
                start.countDown();
                for (int i = 0; i < 4; i++) {
                    call.whenComplete((results, failure) -> runs.incrementAndGet());
                }
            });
            adder.start();
            start.await();
            call.complete(RESULTS);
            adder.join();
            assertThat(runs).hasValue(4);
        }
    }
}
