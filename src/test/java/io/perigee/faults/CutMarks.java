package io.perigee.faults;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.chaos.Direction;
import io.perigee.transport.Address;
import io.perigee.wire.FrameLog;
import java.util.ArrayList;
import java.util.List;

/** Where, in the bytes of each direction, a conversation of calls that wait for each other has its calls. */
final class CutMarks implements FrameLog {
    /** The bytes of each direction when a call had been sent, and when it was answered. */
    private record Mark(long requestSent, long doneSent, long doneReceived) {}

    private final List<Mark> marks = new ArrayList<>();
    private long sent;
    private long received;
    private long requestSent;

    static CutMarks of(Address server, Ledger ledger) {
        var marks = new CutMarks();
        var options = RpcOptions.builder()
                .procedures(new NonceProcedures(ledger).procedures())
                .frameLog(marks)
                .build();
        try (var peer = RpcPeer.newClient(server, options)) {
            new CutConversation(0).hold(peer);
        }
        return marks;
    }

    @Override
    public synchronized void frame(boolean isSent, byte[] frame) {
        boolean isCall = frame[0] == 0;
        if (isSent) {
            sent += frame.length;
            if (isCall) {
                requestSent = sent;
            }
        } else {
            received += frame.length;
            if (!isCall) {
                marks.add(new Mark(requestSent, sent, received));
            }
        }
    }

    synchronized int calls() {
        return marks.size();
    }

    /** How many bytes go in this direction altogether. */
    long total(Direction direction) {
        return done(marks.size() - 1, direction);
    }

    /** How many bytes have gone in this direction when this call is answered; 0 for the one before the first. */
    synchronized long done(int call, Direction direction) {
        if (call < 0) {
            return 0;
        }
        Mark mark = marks.get(call);
        return direction == Direction.TO_SERVER ? mark.doneSent() : mark.doneReceived();
    }

    /** How many bytes to the server hold all of this call itself. */
    synchronized long request(int call) {
        return marks.get(call).requestSent();
    }
}
