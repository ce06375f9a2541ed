package io.perigee.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However calls begin, wait, end and hang up: none waits for ever, and none waits while there is room and all is quiet. */
class CallRoomTest {
    private static final int MAX_CALLS = 14;
    private static final int MAX_BYTES = 1_000;

    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> told = new ArrayDeque<>();
    private final Deque<Connection> ended = new ArrayDeque<>();
    private final ServerBudget budget = new ServerBudget(
            ServerLimits.DEFAULT
                    .withMaxRunningCalls(MAX_CALLS)
                    .withMaxReceivedBytes(2 * MAX_BYTES)
                    .withMaxUnsentBytes(MAX_BYTES)
                    .withSendTimeout(Duration.ZERO),
            null);
    private int running;

    /** @param free whether it takes no room, and answers at once */
    private record Asked(int bytes, boolean free) {}

    /** What a connection of a server does with its share: it begins calls in their order, as far as there is room. */
    private final class Connection implements Holder {
        final Share share = budget.join(this);
        final Deque<Asked> backlog = new ArrayDeque<>();
        final Deque<Integer> runs = new ArrayDeque<>();
        boolean open = true;

        @Override
        public String peer() {
            return "peer";
        }

        @Override
        public void end(String reason) {
            ended.add(this);
        }

        @Override
        public void ifIdle(Runnable task) {
            throw new AssertionError();
        }

        @Override
        public void room() {
            told.add(this);
        }

        long bytes() {
            return runs.stream().mapToLong(bytes -> bytes).sum();
        }

        boolean hasRoomNow() {
            return share.hasRoomNow(runs.size(), bytes(), backlog.element().bytes());
        }

        boolean hasRoom() {
            if (hasRoomNow()) {
                return true;
            }
            Asked next = backlog.element();
            return next.free() ? share.hasRoomForAnswer() : share.hasRoom(runs.size(), bytes(), next.bytes());
        }

        void begin() {
            while (open && !backlog.isEmpty() && hasRoom()) {
                Asked next = backlog.remove();
                if (!next.free()) {
                    runs.add(next.bytes());
                    running++;
                }
                assertThat(running).isLessThanOrEqualTo(MAX_CALLS + told.size());
            }
        }

        void account() {
            if (open) {
                share.running(runs.size(), bytes());
            }
        }

        void endCall() {
            if (open && !runs.isEmpty()) {
                runs.remove();
                running--;
                begin();
                account();
            }
        }

        void close() {
            if (open) {
                account();
                open = false;
                backlog.clear();
                share.close();
                for (int bytes : runs) {
                    share.ranOn(1, bytes);
                    running--;
                }
                runs.clear();
            }
        }

        void come() {
            begin();
            account();
            share.passRoomOn();
        }
    }

    private void settle() {
        for (int i = 0; !told.isEmpty() || !ended.isEmpty(); i++) {
            assertThat(i).as("told in vain").isLessThan(10_000);
            if (ended.isEmpty()) {
                told.remove().come();
            } else {
                close(ended.remove());
            }
        }
    }

    private void close(Connection connection) {
        connection.close();
        connections.remove(connection);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoWaitsIsToldAsSoonAsThereIsRoom(long seed) {
        var random = new Random(seed);
        int[] sizes = {0, 0, 0, 0, 0, 10, 300, 700, 2_000};
        for (int step = 0; step < 20_000; step++) {
            if (connections.size() < 8) {
                connections.add(new Connection());
            }
            Connection one = connections.get(random.nextInt(connections.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    one.backlog.add(new Asked(sizes[random.nextInt(sizes.length)], random.nextInt(6) == 0));
                    one.begin();
                    one.account();
                }
                case 3 -> one.endCall();
                case 4 -> one.share.unsent(random.nextInt(4) == 0 ? MAX_BYTES - 100 : 0, true);
                case 5 -> {
                    if (random.nextInt(20) == 0) {
                        close(one);
                    } else if (!ended.isEmpty()) {
                        close(ended.remove());
                    }
                }
                default -> {
                    if (!told.isEmpty()) {
                        told.remove().come();
                    }
                }
            }
            if (step % 50 == 0) {
                settle();
                nobodyWaitsInVain();
            }
        }
        connections.forEach(connection -> connection.share.unsent(0, true));
        settle();
        while (running > 0) {
            connections.forEach(Connection::endCall);
            settle();
        }
        assertThat(connections)
                .allSatisfy(connection -> assertThat(connection.backlog).isEmpty());
    }

    /** All is quiet: who could go on now would never be told. */
    private void nobodyWaitsInVain() {
        for (Connection one : connections) {
            if (!one.backlog.isEmpty()) {
                assertThat(one.hasRoomNow()).as("room for one that waits").isFalse();
                assertThat(one.backlog.element().free() && budget.callRoom().isForAnswer(null))
                        .as("room for the answer of one that waits")
                        .isFalse();
            }
        }
        boolean anyWaits = connections.stream().anyMatch(connection -> !connection.backlog.isEmpty());
        if (anyWaits && budget.callRoom().isForAnswer(null)) {
            assertThat(running).isPositive();
        }
    }

    /** The same on threads: each call is run, and in the end no room is missing. */
    @Test
    void noCallIsForgottenAmongEventLoops() throws Exception {
        int loops = 4;
        int calls = 3_000;
        var room = new ServerBudget(
                ServerLimits.DEFAULT
                        .withMaxRunningCalls(2)
                        .withMaxReceivedBytes(2 * MAX_BYTES)
                        .withSendTimeout(Duration.ZERO),
                null);
        var served = new AtomicInteger();
        List<ExecutorService> threads = new ArrayList<>();
        try {
            var all = new ArrayList<CompletableFuture<Void>>();
            for (int loop = 0; loop < loops; loop++) {
                ExecutorService thread = Executors.newSingleThreadExecutor();
                threads.add(thread);
                for (int i = 0; i < 3; i++) {
                    all.add(new Looped(room, thread, calls, new Random(loop * 10L + i), served).done);
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.forEach(ExecutorService::shutdownNow);
        }
        assertThat(served).hasValue(loops * 3 * calls);
        Share last = room.join(new Connection());
        assertThat(last.hasRoom(0, 0, 0)).isTrue();
        last.running(1, 0);
        assertThat(last.hasRoom(1, 0, 0)).isFalse();
    }

    /** A connection of an event loop, whose calls end some tasks after they have begun. */
    private static final class Looped implements Holder {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final ExecutorService loop;
        private final Random random;
        private final AtomicInteger served;
        private final Share share;
        private final Deque<Integer> runs = new ArrayDeque<>();
        private int left;
        private int next;

        Looped(ServerBudget room, ExecutorService loop, int calls, Random random, AtomicInteger served) {
            this.loop = loop;
            this.random = random;
            this.served = served;
            left = calls;
            share = room.join(this);
            loop.execute(this::begin);
        }

        private long bytes() {
            return runs.stream().mapToLong(bytes -> bytes).sum();
        }

        private void begin() {
            while (left > 0 && share.hasRoom(runs.size(), bytes(), next)) {
                runs.add(next);
                left--;
                next = random.nextInt(4) == 0 ? 700 : 0;
                loop.execute(this::endCall);
            }
            share.running(runs.size(), bytes());
        }

        private void endCall() {
            runs.remove();
            served.incrementAndGet();
            begin();
            if (left == 0 && runs.isEmpty()) {
                share.close();
                done.complete(null);
            }
        }

        @Override
        public String peer() {
            return "peer";
        }

        @Override
        public void end(String reason) {
            done.completeExceptionally(new AssertionError(reason));
        }

        @Override
        public void ifIdle(Runnable task) {
            // Nothing is ended here.
        }

        @Override
        public void room() {
            loop.execute(() -> {
                begin();
                share.passRoomOn();
            });
        }
    }
}
