package io.perigee.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with two books of one conversation, once everything has ended.
 *
 * @param lost calls that never ended
 * @param duplicated calls that ended twice or ran twice
 * @param misrouted calls that got what was not theirs, or a result though nothing ran
 * @param ranUnsent calls that ran though their callers were told that they had not been sent
 * @param details one line for each of the first few
 */
record Verdict(long lost, long duplicated, long misrouted, long ranUnsent, List<String> details) {
    private static final int MOST_DETAILS = 20;

    static Verdict none() {
        return new Verdict(0, 0, 0, 0, List.of());
    }

    static Verdict of(Ledger one, Ledger other) {
        return ofCalls(one, other).plus(ofCalls(other, one));
    }

    private static Verdict ofCalls(Ledger caller, Ledger callee) {
        var verdict = new long[4];
        var details = new ArrayList<String>();
        caller.calls.forEach((nonce, ends) -> {
            int ran = callee.executions.getOrDefault(nonce, 0);
            boolean[] wrong = {
                ends.isEmpty(),
                ends.size() > 1 || ran > 1,
                ends.contains(End.MISROUTED) || (ends.contains(End.RESULT) && ran == 0),
                ends.contains(End.NOT_SENT) && ran > 0,
            };
            String[] names = {"lost", "duplicated", "misrouted", "ran though not sent"};
            for (int i = 0; i < wrong.length; i++) {
                if (wrong[i]) {
                    verdict[i]++;
                    details.add("nonce " + nonce + ": " + names[i] + ": ended " + ends + ", ran " + ran + " times");
                }
            }
        });
        return new Verdict(verdict[0], verdict[1], verdict[2], verdict[3], details);
    }

    Verdict plus(Verdict other) {
        var all = new ArrayList<>(details);
        all.addAll(other.details);
        return new Verdict(
                lost + other.lost,
                duplicated + other.duplicated,
                misrouted + other.misrouted,
                ranUnsent + other.ranUnsent,
                all.subList(0, Math.min(all.size(), MOST_DETAILS)));
    }

    boolean isClean() {
        return lost + duplicated + misrouted + ranUnsent == 0;
    }
}
