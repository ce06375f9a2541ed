package io.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.chaos.ChaosObserver;
import io.perigee.chaos.ChaosProxy;
import io.perigee.chaos.Direction;
import io.perigee.chaos.Fault;
import io.perigee.chaos.Fault.Kind;
import io.perigee.chaos.StreamFaults;
import io.perigee.remote.RpcConnectionException;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A conversation is cut at every byte, in every way: what each call is told is what can be true. */
class CutsTest {
    /** Most of them wait for a time-out. */
    private static final int AT_ONCE = 48;

    /** Only what is stalled takes so long. */
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(1);

    private record Cut(Direction direction, Kind kind, long after) {}

    private final Ledger ledger = new Ledger();

    @ParameterizedTest
    @EnumSource
    void everyCallEndsAsItsBytesSay(Callee callee) throws Exception {
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        try (var process = callee.start()) {
            Address server = Callee.address(process);
            var marks = CutMarks.of(server, ledger);
            assertThat(marks.calls()).isEqualTo(CutConversation.calls());
            try (var inspector = RpcPeer.newClient(server, RpcOptions.DEFAULT)) {
                var running = new ArrayList<Future<?>>();
                long number = 1;
                for (Cut cut : cuts(marks)) {
                    var conversation = new CutConversation(number++);
                    running.add(threads.submit(() -> {
                        check(cut, conversation, server, marks, inspector);
                        return null;
                    }));
                }
                assertThat(running).hasSizeGreaterThan(400);
                for (Future<?> one : running) {
                    one.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Cut> cuts(CutMarks marks) {
        var cuts = new ArrayList<Cut>();
        for (Kind kind : List.of(Kind.CLOSE, Kind.RESET, Kind.HALF_CLOSE, Kind.STALL)) {
            for (Direction direction : Direction.values()) {
                for (long after = 0; after <= marks.total(direction); after++) {
                    cuts.add(new Cut(direction, kind, after));
                }
            }
        }
        return cuts;
    }

    private void check(Cut cut, CutConversation conversation, Address server, CutMarks marks, RpcPeer inspector)
            throws Exception {
        List<End> ends = hold(cut, conversation, server);
        for (int i = 0; i < ends.size(); i++) {
            assertThat(allowedEnds(cut, i, marks))
                    .as("%s: call %s of %s, %s", cut, i, CutConversation.calls(), ends)
                    .contains(ends.get(i));
            Set<Integer> allowed = allowedRuns(cut, i, marks, ends.get(i));
            long nonce = conversation.nonce(i);
            if (allowed.equals(Set.of(1))) {
                // It may be at it still.
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> ran(inspector, nonce) >= 1);
            }
            assertThat(allowed)
                    .as("%s: runs of call %s, which ended as %s", cut, i, ends.get(i))
                    .contains(ran(inspector, nonce));
        }
        assertThat(ledger.executions.getOrDefault(conversation.nonceBack(), 0))
                .as("%s: runs of the call back", cut)
                .isLessThanOrEqualTo(1);
    }

    private static int ran(RpcPeer inspector, long nonce) {
        return inspector.call("ran", nonce).asInt();
    }

    private List<End> hold(Cut cut, CutConversation conversation, Address server) throws Exception {
        var faults = StreamFaults.NONE.withFaults(Fault.of(cut.kind(), cut.after()));
        var options = RpcOptions.builder().procedures(new NonceProcedures(ledger).procedures());
        if (cut.kind() == Kind.STALL) {
            options.timeout(STALL_TIMEOUT);
        }
        try (var proxy = ChaosProxy.listen(
                        Address.of("127.0.0.1", 0),
                        server,
                        (connection, direction) -> direction == cut.direction() ? faults : StreamFaults.NONE,
                        ChaosObserver.NONE);
                var client = RpcPeer.newClient(proxy.address(), options.build())) {
            return conversation.hold(client);
        } catch (RpcConnectionException e) {
            assertThat(cut.after()).as("%s: %s", cut, e.getMessage()).isZero();
            return Collections.nCopies(CutConversation.calls(), End.NOT_SENT);
        }
    }

    private static Set<End> allowedEnds(Cut cut, int call, CutMarks marks) {
        boolean stalls = cut.kind() == Kind.STALL;
        End broken = stalls ? End.TIMED_OUT : End.LOST;
        long done = marks.done(call, cut.direction());
        long begun = marks.done(call - 1, cut.direction());
        if (cut.after() > done || (cut.after() == done && stalls)) {
            return Set.of(End.RESULT);
        }
        if (cut.after() == done) {
            // All its bytes in this direction passed; those in the other one were on their way.
            return Set.of(End.RESULT, broken);
        }
        if (cut.after() > begun) {
            return Set.of(broken);
        }
        if (cut.after() == begun) {
            return stalls ? Set.of(broken) : Set.of(broken, End.NOT_SENT);
        }
        return Set.of(End.NOT_SENT);
    }

    private static Set<Integer> allowedRuns(Cut cut, int call, CutMarks marks, End end) {
        if (end == End.NOT_SENT) {
            return Set.of(0);
        }
        if (end == End.RESULT) {
            return Set.of(1);
        }
        if (cut.direction() == Direction.TO_SERVER) {
            return cut.after() < marks.request(call) ? Set.of(0) : Set.of(0, 1);
        }
        // Once a byte of what the callee sends for it has passed it has run.
        return cut.after() > marks.done(call - 1, cut.direction()) ? Set.of(1) : Set.of(0, 1);
    }
}
