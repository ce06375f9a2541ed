package io.perigee.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.observe.Limit;
import io.perigee.testing.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerBudgetTest {
    private final Events events = new Events();
    private final List<String> ended = new ArrayList<>();
    private final List<String> woken = new ArrayList<>();

    /** Runs when a connection is ended. */
    private Runnable meanwhile = () -> {};

    private ServerBudget budget(ServerLimits limits) {
        return new ServerBudget(limits.withSendTimeout(Duration.ZERO), events);
    }

    private Share join(ServerBudget budget, String name) {
        return budget.join(new Holder() {
            @Override
            public String peer() {
                return name;
            }

            @Override
            public void end(String reason) {
                ended.add(name + " " + reason.split(":")[0]);
                meanwhile.run();
            }

            @Override
            public void ifIdle(Runnable task) {
                task.run();
            }

            @Override
            public void room() {
                woken.add(name);
            }
        });
    }

    /** Time passes: rents are of bytes and time. */
    private static void pass() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 2_000_000) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoKeepsMostForTheLongestGoesFirst() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        Share drip = join(budget, "drip");
        Share little = join(budget, "little");
        Share burst = join(budget, "burst");
        drip.received(500);
        little.received(1);
        pass();
        // More than the drip, but only now.
        burst.received(501);
        assertThat(ended).containsExactly("drip receive-limit");
        assertThat(events.limits).containsExactly(Limit.RECEIVED);
    }

    @Test
    void whoKeepsWhatOneTurnBringsStaysHoweverLong() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(20_000));
        Share waiting = join(budget, "waiting");
        Share drip = join(budget, "drip");
        int turn = budget.turnBytes();
        waiting.received(turn);
        pass();
        pass();
        // Half a turn more than what is next to free.
        drip.received(5 * turn / 2);
        pass();
        join(budget, "burst").received(10_001 - 7 * turn / 2);
        assertThat(ended).containsExactly("drip receive-limit");
    }

    @Test
    void whileSomeEndForWhatTheyReceiveOthersEndForWhatTheyDoNotTake() {
        ServerBudget budget =
                budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000).withMaxUnsentBytes(1_000));
        Share stuck = join(budget, "stuck");
        Share drip = join(budget, "drip");
        meanwhile = () -> {
            meanwhile = () -> {};
            stuck.unsent(1_001, false);
        };
        drip.received(1_001);
        assertThat(ended).containsExactly("drip receive-limit", "stuck send-limit");
    }

    @Test
    void asManyGoAsFreeAQuarter() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        for (int i = 0; i < 101; i++) {
            join(budget, "p" + i).received(10);
        }
        assertThat(ended).hasSize(26);
        // And what is free is there for others.
        join(budget, "next").received(240);
        assertThat(ended).hasSize(26);
    }

    @Test
    void whatHasEndedHoldsNothing() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        Share first = join(budget, "first");
        first.received(900);
        first.close();
        first.received(700);
        join(budget, "second").received(900);
        assertThat(ended).isEmpty();
    }

    @Test
    void theLessIsLeftTheLessMayWaitForOnePeer() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxUnsentBytes(64_000));
        Share share = join(budget, "one");
        assertThat(share.unsentAllowance()).isEqualTo(1_000);
        share.unsent(32_000, false);
        assertThat(join(budget, "other").unsentAllowance()).isEqualTo(500);
        share.unsent(64_000, false);
        assertThat(share.unsentAllowance()).isZero();
        assertThat(ended).isEmpty();
        share.unsent(64_001, false);
        assertThat(ended).containsExactly("one send-limit");
        assertThat(share.unsentAllowance()).isZero();
        share.close();
        assertThat(share.unsentAllowance()).isEqualTo(1_000);
    }

    @Test
    void whatIsToEndCountsUntilItHasAndNobodyElseIsEndedForIt() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxUnsentBytes(1_000));
        Share stuck = join(budget, "stuck");
        Share other = join(budget, "other");
        stuck.unsent(900, false);
        pass();
        other.unsent(200, false);
        assertThat(ended).containsExactly("stuck send-limit");
        // Its event loop has not been there yet, so that no call may bring more; none is ended in its place.
        assertThat(other.hasRoom(0, 0, 0)).isFalse();
        other.unsent(300, false);
        assertThat(ended).hasSize(1);
        assertThat(woken).isEmpty();
        stuck.close();
        stuck.close();
        assertThat(woken).containsExactly("other");
        assertThat(other.hasRoom(0, 0, 0)).isTrue();
        assertThat(other.unsentAllowance()).isEqualTo(10);
    }

    @Test
    void whoTakesWhatWaitsForItIsNotOneThatDoesNot() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxUnsentBytes(1_000));
        Share slow = join(budget, "slow");
        Share stuck = join(budget, "stuck");
        slow.unsent(500, false);
        stuck.unsent(490, false);
        pass();
        slow.unsent(500, true);
        join(budget, "third").unsent(20, false);
        assertThat(ended).containsExactly("stuck send-limit");
    }

    @Test
    void whoHasNoCallRunningIsFirstWithRoomForOne() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(8));
        Share greedy = join(budget, "greedy");
        Share second = join(budget, "second");
        Share third = join(budget, "third");
        assertThat(greedy.hasRoom(0, 0, 0)).isTrue();
        // Calls that were not told of yet count as well: it may have half of what is left.
        assertThat(greedy.hasRoom(2, 0, 0)).isTrue();
        assertThat(greedy.hasRoom(3, 0, 0)).isFalse();
        greedy.running(3, 0);
        assertThat(second.hasRoom(0, 0, 0)).isTrue();
        second.running(5, 0);
        assertThat(third.hasRoom(0, 0, 0)).isFalse();
        assertThat(events.limits).containsExactly(Limit.CALLS, Limit.CALLS);

        second.running(4, 0);
        assertThat(woken).containsExactly("third");
        // Those that have calls running go on when one of these ends.
        third.passRoomOn();
        assertThat(woken).containsExactly("third");
    }

    @Test
    void whoHasSomeRoomGetsMoreWhenCallsOfOthersEnd() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(10));
        Share two = join(budget, "two");
        Share one = join(budget, "one");
        Share none = join(budget, "none");
        Share other = join(budget, "other");
        two.running(2, 0);
        one.running(1, 0);
        other.running(7, 0);
        assertThat(two.hasRoom(2, 0, 0)).isFalse();
        assertThat(one.hasRoom(1, 0, 0)).isFalse();
        assertThat(none.hasRoom(0, 0, 0)).isFalse();
        assertThat(events.limits).hasSize(3);

        other.running(6, 0);
        assertThat(woken).containsExactly("none");
        other.running(5, 0);
        // Two are left, and half of that is not enough for the third call of one connection.
        assertThat(woken).containsExactly("none");
        other.running(0, 0);
        // Who has the fewest is first.
        assertThat(woken).containsExactly("none", "one");
        one.passRoomOn();
        assertThat(woken).containsExactly("none", "one", "two");
    }

    @Test
    void whereManyHaveCallsRunningNoneHasMoreThanItsPart() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(100));
        var others = new ArrayList<Share>();
        for (int i = 0; i < 9; i++) {
            Share other = join(budget, "other" + i);
            other.running(1, 0);
            others.add(other);
        }
        Share greedy = join(budget, "greedy");
        greedy.running(8, 0);
        // A tenth, and one more part for whoever comes.
        assertThat(greedy.hasRoom(8, 0, 0)).isTrue();
        greedy.running(9, 0);
        assertThat(greedy.hasRoom(9, 0, 0)).isFalse();

        others.get(0).running(0, 0);
        others.get(0).running(0, 0);
        assertThat(woken).containsExactly("greedy");
        assertThat(greedy.hasRoom(9, 0, 0)).isTrue();
        others.get(1).running(1, 0);
        others.get(1).close();
        others.get(1).ranOn(1, 0);
        assertThat(greedy.hasRoom(10, 0, 0)).isTrue();
        assertThat(greedy.hasRoom(11, 0, 0)).isFalse();
    }

    @Test
    void whoFindsRoomLeavesTheLine() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(8));
        Share greedy = join(budget, "greedy");
        Share modest = join(budget, "modest");
        greedy.running(7, 0);
        modest.running(1, 0);
        assertThat(greedy.hasRoom(7, 0, 0)).isFalse();
        assertThat(modest.hasRoom(1, 0, 0)).isFalse();
        // It has room again before it is told, and nothing keeps the other one from it.
        greedy.running(5, 0);
        assertThat(greedy.hasRoom(0, 0, 0)).isTrue();
        greedy.running(3, 0);
        assertThat(woken).containsExactly("modest");
    }

    @Test
    void roomThatIsNotTakenIsPassedOn() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        Share first = join(budget, "first");
        Share a = join(budget, "a");
        Share b = join(budget, "b");
        Share c = join(budget, "c");
        first.running(1, 0);
        for (Share next : List.of(a, b, c)) {
            assertThat(next.hasRoom(0, 0, 0)).isFalse();
        }
        b.close();
        first.running(0, 0);
        assertThat(woken).containsExactly("a");
        a.passRoomOn();
        assertThat(woken).containsExactly("a", "c");
        c.passRoomOn();
        assertThat(woken).containsExactly("a", "c");
    }

    @Test
    void whoseCallHasEndedWaitsBehindThoseThatWait() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        Share running = join(budget, "running");
        Share next = join(budget, "next");
        running.running(1, 0);
        assertThat(next.hasRoom(0, 0, 0)).isFalse();
        // Its call has ended, and it has another one, before anybody is told that there is room.
        assertThat(running.hasRoomNow(0, 0, 0)).isFalse();
        assertThat(running.hasRoom(0, 0, 0)).isFalse();
        running.running(0, 0);
        assertThat(woken).containsExactly("next");
        // The room is kept for it.
        assertThat(running.hasRoom(0, 0, 0)).isFalse();
        join(budget, "newcomer").running(0, 0);
        assertThat(woken).containsExactly("next");
        assertThat(next.hasRoom(0, 0, 0)).isTrue();
        next.running(1, 0);
        next.passRoomOn();
        assertThat(woken).containsExactly("next");
        next.running(0, 0);
        assertThat(woken).containsExactly("next", "running");
        assertThat(running.hasRoom(0, 0, 0)).isTrue();
    }

    @Test
    void whoIsGoneKeepsNoRoom() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        Share first = join(budget, "first");
        Share gone = join(budget, "gone");
        Share next = join(budget, "next");
        first.running(1, 0);
        assertThat(gone.hasRoom(0, 0, 0)).isFalse();
        assertThat(next.hasRoom(0, 0, 0)).isFalse();
        first.running(0, 0);
        assertThat(woken).containsExactly("gone");
        gone.close();
        gone.passRoomOn();
        assertThat(woken).containsExactly("gone", "next");
        assertThat(next.hasRoom(0, 0, 0)).isTrue();
    }

    @Test
    void nobodyWaitsBehindArgumentsThatAreTooLargeForWhatIsLeft() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        Share large = join(budget, "large");
        large.running(1, 900);
        Share second = join(budget, "second");
        Share third = join(budget, "third");
        assertThat(second.hasRoom(0, 0, 600)).isFalse();
        assertThat(third.hasRoom(0, 0, 500)).isFalse();
        Share small = join(budget, "small");
        assertThat(small.hasRoom(0, 0, 100)).isTrue();
        small.running(1, 100);
        small.running(0, 0);
        assertThat(woken).isEmpty();
        assertThat(small.hasRoom(0, 0, 100)).isTrue();
        large.running(0, 0);
        // The less it is the sooner.
        assertThat(woken).containsExactly("third");
        assertThat(third.hasRoom(0, 0, 500)).isTrue();
        third.running(1, 500);
        third.passRoomOn();
        // Not enough for the second yet.
        assertThat(woken).containsExactly("third");
        third.running(0, 0);
        assertThat(woken).containsExactly("third", "second");
    }

    @Test
    void whatIsKeptForOneThatComesInVainIsForTheNext() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(1).withMaxReceivedBytes(2_000));
        Share first = join(budget, "first");
        Share waiting = join(budget, "waiting");
        Share deferred = join(budget, "deferred");
        first.running(1, 0);
        assertThat(waiting.hasRoom(0, 0, 600)).isFalse();
        first.running(0, 0);
        assertThat(woken).containsExactly("waiting");
        // A call that takes no room, but bytes, and is over before the one that waits has gone away again.
        deferred.running(0, 900);
        assertThat(waiting.hasRoom(0, 0, 600)).isFalse();
        deferred.running(0, 0);
        assertThat(woken).containsExactly("waiting");
        waiting.passRoomOn();
        assertThat(woken).containsExactly("waiting", "waiting");
        assertThat(waiting.hasRoom(0, 0, 600)).isTrue();
    }

    @Test
    void whoHasTakenItsRoomWaitsForMoreBehindThoseThatHaveNone() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(2));
        Share x = join(budget, "x");
        Share y = join(budget, "y");
        Share s = join(budget, "s");
        Share w = join(budget, "w");
        x.running(1, 0);
        y.running(1, 0);
        assertThat(s.hasRoom(0, 0, 0)).isFalse();
        assertThat(w.hasRoom(0, 0, 0)).isFalse();
        y.running(0, 0);
        assertThat(woken).containsExactly("s");
        assertThat(s.hasRoomNow(0, 0, 0)).isTrue();
        s.running(1, 0);
        // What is kept for it has been counted twice until it passes it on, and that is made good then.
        x.running(0, 0);
        assertThat(s.hasRoom(1, 0, 0)).isFalse();
        assertThat(woken).containsExactly("s");
        s.passRoomOn();
        assertThat(woken).containsExactly("s", "w");
        assertThat(w.hasRoom(0, 0, 0)).isTrue();
    }

    @Test
    void whoComesInVainKeepsItsPlace() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(1).withMaxUnsentBytes(1_000));
        Share first = join(budget, "first");
        Share a = join(budget, "a");
        Share b = join(budget, "b");
        first.running(1, 0);
        assertThat(a.hasRoom(0, 0, 0)).isFalse();
        assertThat(b.hasRoom(0, 0, 0)).isFalse();
        first.running(0, 0);
        first.unsent(1_001, false);
        assertThat(a.hasRoom(0, 0, 0)).isFalse();
        a.passRoomOn();
        first.close();
        assertThat(woken).containsExactly("a", "a");
    }

    @Test
    void whoLeavesTheLineBlocksNobody() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        Share deferred = join(budget, "deferred");
        deferred.running(0, 900);
        Share large = join(budget, "large");
        Share less = join(budget, "less");
        Share busy = join(budget, "busy");
        busy.running(1_022, 0);
        Share first = join(budget, "first");
        Share second = join(budget, "second");
        first.running(1, 0);
        assertThat(large.hasRoom(0, 0, 600)).isFalse();
        assertThat(less.hasRoom(0, 0, 200)).isFalse();
        assertThat(first.hasRoom(1, 0, 0)).isFalse();
        // One more could run, and two wait for bytes; who ends leaves a larger part to those that stay.
        deferred.running(0, 800);
        assertThat(woken).containsExactly("less");
        less.passRoomOn();
        less.close();
        large.close();
        assertThat(woken).containsExactly("less");
        assertThat(second.hasRoom(0, 0, 0)).isTrue();
        busy.close();
        busy.ranOn(1_022, 0);
        assertThat(woken).containsExactly("less", "first");
    }

    @Test
    void callsThatOutliveTheirConnectionCountUntilTheyEnd() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxRunningCalls(2));
        Share gone = join(budget, "gone");
        gone.running(2, 100);
        gone.close();
        Share next = join(budget, "next");
        assertThat(next.hasRoom(0, 0, 0)).isFalse();
        gone.ranOn(1, 50);
        assertThat(woken).containsExactly("next");
        assertThat(next.hasRoom(0, 0, 0)).isTrue();
    }

    @Test
    void argumentsOfCallsThatRunHaveTheirPartOfTheMemory() {
        ServerBudget budget = budget(ServerLimits.DEFAULT.withMaxReceivedBytes(2_000));
        Share large = join(budget, "large");
        // However large, if it is alone; and those that take nothing beside it.
        assertThat(large.hasRoom(0, 0, 1_500)).isTrue();
        large.running(1, 1_500);
        assertThat(join(budget, "small").hasRoom(0, 0, 0)).isTrue();
        large.running(1, 900);
        Share other = join(budget, "other");
        assertThat(other.hasRoom(0, 0, 100)).isTrue();
        assertThat(other.hasRoom(0, 0, 101)).isFalse();
        // Those that wait, and frames that are not complete, have the rest.
        other.received(1_000);
        assertThat(ended).isEmpty();
        large.running(0, 0);
        assertThat(woken).containsExactly("other");
        assertThat(other.hasRoom(0, 0, 101)).isTrue();
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> ServerLimits.DEFAULT.withMaxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnections: 0 (expected: >= 1)");
        assertThatThrownBy(() -> ServerLimits.DEFAULT.withIdleTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idleTimeout: PT-0.001S (expected: >= 0)");
    }
}
