package io.perigee.bench.peers;

import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ, DEALER to ROUTER, with messages of MessagePack.
 *
 * <p>A socket belongs to one thread, which sends, receives and runs what follows; a program whose threads call while
 * another receives has no such socket, so that mode is left out.
 */
public final class JeroMq implements Contender {
    @Override
    public String name() {
        return "jeromq";
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.BLOCKING, Mode.COMPLETION, Mode.BYTES);
    }

    @Override
    public int serve(Mode mode) {
        var context = new ZContext(1);
        ZMQ.Socket router = context.createSocket(SocketType.ROUTER);
        int port = router.bindToRandomPort("tcp://127.0.0.1");
        daemon("router", () -> serve(router));
        return port;
    }

    private static void serve(ZMQ.Socket router) {
        var messages = new PackedMessages();
        try {
            while (true) {
                byte[] peer = router.recv();
                byte[] answer = messages.answer(router.recv());
                router.sendMore(peer);
                router.send(answer);
            }
        } catch (IOException e) {
            throw Failures.fatal("call failed", e);
        }
    }

    @Override
    public Client connect(Mode mode, int port) {
        var context = new ZContext(1);
        ZMQ.Socket dealer = context.createSocket(SocketType.DEALER);
        dealer.connect("tcp://127.0.0.1:" + port);
        return mode == Mode.BLOCKING ? new Blocking(dealer, new PackedMessages()) : Loop.start(dealer);
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private record Blocking(ZMQ.Socket dealer, PackedMessages messages) implements Client {
        @Override
        public int call(int a, int b) throws IOException {
            dealer.send(messages.add(0, a, b));
            byte[] answer = dealer.recv();
            messages.number(answer);
            return messages.sum();
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            throw new UnsupportedOperationException();
        }
    }

    /** The thread that has the socket. A flight has a number, by which the answers find it. */
    private static final class Loop implements Client, Runnable {
        private final ZMQ.Socket dealer;
        private final PackedMessages messages = new PackedMessages();
        private final Runnable[] ends = new Runnable[Mode.IN_FLIGHT];
        private final BlockingQueue<Runnable> fromOthers = new LinkedBlockingQueue<>();
        private int open;
        private int flights;
        private volatile @Nullable Thread thread;

        private Loop(ZMQ.Socket dealer) {
            this.dealer = dealer;
        }

        static Loop start(ZMQ.Socket dealer) {
            var loop = new Loop(dealer);
            daemon("dealer", loop);
            return loop;
        }

        /** Others hand over the first calls of a run only: those that come late are taken with the next answer. */
        @Override
        public void run() {
            thread = Thread.currentThread();
            try {
                while (true) {
                    Runnable task = open == 0 ? fromOthers.take() : fromOthers.poll();
                    if (task != null) {
                        task.run();
                    } else {
                        end(dealer.recv());
                    }
                }
            } catch (IOException | InterruptedException e) {
                throw Failures.fatal("call failed", e);
            }
        }

        private void end(byte[] answer) throws IOException {
            open--;
            Runnable end = ends[messages.number(answer)];
            messages.skipResult();
            end.run();
        }

        @Override
        public int call(int a, int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            int number = register(onAnswer);
            return (a, b) -> execute(() -> send(messages.add(number, a, b)));
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            int number = register(onAnswer);
            return (a, b) -> execute(() -> send(messages.echo(number, payload)));
        }

        /** Numbers are used again by the next run, when no call is open. */
        private int register(Runnable onAnswer) {
            int number = flights++ % Mode.IN_FLIGHT;
            ends[number] = onAnswer;
            return number;
        }

        private void send(byte[] call) {
            open++;
            dealer.send(call);
        }

        private void execute(Runnable task) {
            if (Thread.currentThread() == thread) {
                task.run();
            } else {
                fromOthers.add(task);
            }
        }
    }
}
