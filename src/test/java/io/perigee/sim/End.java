package io.perigee.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** One end: what arrives there, and what leaves. */
final class End {
    private static final String RESET = "Connection reset by peer";
    private static final String CLOSED_HERE = "closed by the program";

    /** What a connection may end with; anything else is an error of the library. */
    private static final List<Predicate<String>> REASONS = List.of(
            "connection closed by the peer"::equals,
            "connection reset by the peer"::equals,
            CLOSED_HERE::equals,
            ("OutOfMemoryError: " + SimAllocator.NO_MEMORY)::equals,
            reason -> reason.startsWith("frame-timeout: "),
            reason -> reason.startsWith("keep-alive: no answer within "),
            reason -> reason.startsWith("unexpected-response: 17 within a second "),
            reason -> reason.startsWith("unknown-type: "),
            reason -> reason.startsWith("tls-unexpected: "),
            reason -> reason.startsWith("size-limit: "),
            reason -> reason.startsWith("duplicate-number: "));

    final Peer peer;
    private final World world;
    private final Faults faults;
    private final SplittableRandom random;
    private final Wire in;
    private final Wire out;
    private End other = this;
    private long forgedResponses;

    End(String name, World world, Wire in, Wire out) {
        this.world = world;
        this.faults = world.faults;
        this.random = world.random;
        this.in = in;
        this.out = out;
        peer = new Peer(name, world, out);
    }

    /** The two are the ends of one connection. */
    void meet(End end) {
        other = end;
        end.other = this;
    }

    void open() {
        peer.open();
        in.hold(world.profile.holding());
    }

    boolean isOpen() {
        return peer.channel.isOpen();
    }

    private boolean reads() {
        return isOpen() && peer.channel.config().isAutoRead();
    }

    /** All that it has to do now is done, and all that it had to write is written. */
    private boolean isQuiet() {
        return peer.loop.isIdle() && !peer.channel.hasUnsent();
    }

    /** Reads so many bytes; false if there are none, or it does not read. */
    boolean read(int limit) {
        if (!reads()) {
            return false;
        }
        if (!in.hasBytes()) {
            return readEnd();
        }
        // The system gives a socket's bytes in several reads, too, before it says that there are no more.
        int reads = 1 + random.nextInt(3);
        for (int i = 0; i < reads && in.hasBytes() && isOpen(); i++) {
            receive(in.take(limit));
        }
        if (isOpen()) {
            peer.channel.pipeline().fireChannelReadComplete();
        }
        other.peer.channel.writeOn();
        return true;
    }

    private void receive(byte[] bytes) {
        ByteBuf buffer = peer.allocator.heapBuffer(bytes.length);
        peer.channel.pipeline().fireChannelRead(buffer.writeBytes(bytes));
    }

    private boolean readEnd() {
        if (!in.isAtEnd()) {
            return false;
        }
        in.endReceiver();
        endOfStream();
        return true;
    }

    /** As NIO says it, or epoll, or a socket that was reset. */
    private void endOfStream() {
        // What may be written to past the event loop is never closed by the channel itself.
        switch (random.nextInt(world.profile.direct() ? 1 : 0, 3)) {
            case 0 -> peer.channel.close();
            case 1 -> peer.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            default -> breakOff();
        }
    }

    private void breakOff() {
        peer.channel.pipeline().fireExceptionCaught(new IOException(RESET));
        peer.channel.close();
    }

    /** Nothing more arrives here; what leaves still does. */
    void halfClose() {
        if (isOpen()) {
            faults.count(Fault.HALF_CLOSE);
            in.endReceiver();
            endOfStream();
        }
    }

    /** What is under way is lost, here and, as it may be, there. */
    void reset() {
        if (isOpen()) {
            faults.count(Fault.RESET);
            in.endReceiver();
            if (random.nextBoolean()) {
                out.cutOff();
            }
            breakOff();
        }
    }

    void close() {
        if (isOpen()) {
            faults.count(Fault.CLOSE);
            Runnable close = () -> peer.connection().close(CLOSED_HERE);
            if (random.nextBoolean()) {
                peer.loop.elsewhere(close);
            } else {
                close.run();
            }
        }
    }

    /** A response comes for the second time, where nobody waits for one of its number by now. */
    void repeat() {
        byte[] frame = in.repeatable();
        if (frame != null && mayForge()) {
            faults.count(Fault.DUPLICATE);
            forge(frame);
            forgedResponses++;
        }
    }

    /** A response comes to a number that no call has. */
    void unexpected() {
        int number = in.unusedNumber();
        if (number >= 0 && mayForge()) {
            faults.count(Fault.UNEXPECTED);
            forge(new byte[] {1, (byte) number, 0, 0, 0, 1, 0});
            forgedResponses++;
        }
    }

    /** Bytes that break the protocol. */
    void breakFrame() {
        if (!mayForge()) {
            return;
        }
        faults.count(Fault.BROKEN_FRAME);
        int number = in.runningNumber();
        if (number >= 0 && random.nextBoolean()) {
            // A call of a number that is open: it must not run.
            forge(new byte[] {0, (byte) number, 0, 0, 0, 6, 4, 0, 3, 'n', 'o', 'w'});
        } else if (random.nextBoolean()) {
            forge(new byte[] {(byte) (2 + random.nextInt(100))});
        } else {
            forge(new byte[] {(byte) random.nextInt(2), 0, (byte) 0x80, 0, 0, 0});
        }
    }

    /** True if the numbers on the wire are those that both ends go by. */
    private boolean mayForge() {
        return reads() && other.isOpen() && in.isBetweenFrames() && isQuiet() && other.isQuiet();
    }

    private void forge(byte[] frame) {
        receive(frame);
        peer.channel.pipeline().fireChannelReadComplete();
    }

    @Override
    public String toString() {
        var channel = peer.channel;
        return String.format(
                "%s: open %s, reads %s, writable %s, unsent %s, idle %s, next timer in %d ns, in %s, owes %d, works %d",
                peer,
                channel.isOpen(),
                channel.config().isAutoRead(),
                channel.isWritable(),
                channel.hasUnsent(),
                peer.loop.isIdle(),
                peer.loop.untilNextTimer(),
                in,
                peer.callee.owes(),
                peer.callee.works());
    }

    void stall(boolean on) {
        out.stall(on);
        if (!on) {
            peer.channel.writeOn();
        }
    }

    boolean release() {
        return in.releaseOne();
    }

    /** Nothing goes wrong any more. */
    void heal() {
        in.hold(0);
        peer.allocator.fail(0);
        peer.callNoMore();
        stall(false);
    }

    void checkAllNumbersTaken() {
        int taken = out.unanswered();
        world.oracle.check(taken == 256, () -> peer + " has " + taken + " numbers when all responses are there");
    }

    /** Does all that can be done without the clock. */
    boolean workOff() {
        boolean did = false;
        peer.channel.writeOn();
        while (workOnce()) {
            did = true;
        }
        return did;
    }

    private boolean workOnce() {
        boolean did = in.releaseOne();
        did |= read(1 << 16);
        did |= peer.loop.runTask();
        did |= peer.loop.runTimer();
        did |= peer.callee.workOne();
        return did;
    }

    /** Nothing is left of it. */
    void checkEnded() {
        peer.channel.free();
        world.oracle.check(!isOpen(), () -> peer + " is open at the end");
        String reason = peer.connection().closed().getNow("nothing");
        world.oracle.check(
                REASONS.stream().anyMatch(known -> known.test(reason)), () -> peer + " ended with " + reason);
        world.oracle.check(!peer.loop.hasTimers(), () -> peer + " has timers at the end");
        world.oracle.check(peer.allocator.used() == 0, () -> peer + " has kept " + peer.allocator.used() + " buffers");
        if (world.profile.listener()) {
            world.oracle.check(
                    peer.unexpected() == forgedResponses,
                    () -> peer + " had " + peer.unexpected() + " unexpected responses of " + forgedResponses);
        }
        try {
            peer.channel.checkException();
        } catch (Throwable e) {
            world.oracle.check(false, () -> peer + ": " + e);
        }
    }
}
