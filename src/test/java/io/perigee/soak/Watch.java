package io.perigee.soak;

import io.perigee.observe.RpcListener;

/** Counts what happens to the connections of one process that are, or are not, cut now and then. */
record Watch(Tally tally, boolean isCut) implements RpcListener {
    static final String LATE = "late";
    static final String CUTS = "cuts";
    static final String CUT = "cut";

    @Override
    public void onRejected(String peer, String reason) {
        tally.fail("a connection to " + peer + " came to nothing: " + reason);
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        if (isCut) {
            tally.count(CUT);
        } else {
            tally.fail("the connection to " + peer + " ended: " + reason);
        }
    }

    @Override
    public void onUnexpected(String peer, String what) {
        if (what.startsWith("late response")) {
            tally.count(LATE);
        } else {
            tally.fail(peer + ": " + what);
        }
    }
}
