package io.perigee.faults;

import io.perigee.remote.Caller;
import io.perigee.remote.RpcException;
import java.util.ArrayList;
import java.util.List;

/** Three calls, one after the other, of which the second is called back while it runs. */
final class CutConversation {
    static final int NONCES = 8;

    private static final List<String> PROCEDURES = List.of("echo", "back", "echo");

    private final long firstNonce;

    CutConversation(long number) {
        firstNonce = (number + 1) * NONCES;
    }

    static int calls() {
        return PROCEDURES.size();
    }

    long nonce(int call) {
        return firstNonce + call;
    }

    /** The nonce that the callee calls back with. */
    long nonceBack() {
        return firstNonce + PROCEDURES.size();
    }

    /** How the calls ended; a call that times out is the last one. */
    List<End> hold(Caller peer) {
        var ends = new ArrayList<End>();
        for (int i = 0; i < PROCEDURES.size() && !ends.contains(End.TIMED_OUT); i++) {
            long nonce = nonce(i);
            End end;
            try {
                var results = PROCEDURES.get(i).equals("back")
                        ? peer.call("back", nonce, nonceBack())
                        : peer.call("echo", nonce);
                end = End.of(nonce, results, null);
            } catch (RpcException e) {
                end = End.of(nonce, null, e);
            }
            ends.add(end);
        }
        return ends;
    }
}
