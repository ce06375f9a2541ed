package io.perigee.faults;

import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The book of one side: which calls it began, how each ended, and what it ran for the other side. */
final class Ledger {
    /** Also of calls that have not ended: an empty list. */
    final Map<Long, List<End>> calls = new ConcurrentHashMap<>();

    final Map<Long, Integer> executions = new ConcurrentHashMap<>();

    void begun(long nonce) {
        if (calls.putIfAbsent(nonce, new ArrayList<>()) != null) {
            throw new IllegalStateException("nonce " + nonce + ": used twice by the test itself");
        }
    }

    void ended(long nonce, @Nullable LuaValues results, @Nullable Throwable failure) {
        List<End> ends = calls.get(nonce);
        synchronized (ends) {
            ends.add(End.of(nonce, results, failure));
        }
    }

    void executed(long nonce) {
        executions.merge(nonce, 1, Integer::sum);
    }

    boolean hasOpenCalls() {
        return calls.values().stream().anyMatch(ends -> {
            synchronized (ends) {
                return ends.isEmpty();
            }
        });
    }

    /** Lines that {@link #read} reads. */
    List<String> write() {
        var lines = new ArrayList<String>();
        calls.forEach((nonce, ends) -> {
            synchronized (ends) {
                lines.add("call " + nonce + " " + ends.toString().replaceAll("[\\[\\],]", ""));
            }
        });
        executions.forEach((nonce, count) -> lines.add("ran " + nonce + " " + count));
        return lines;
    }

    static Ledger read(Collection<String> lines) {
        var ledger = new Ledger();
        for (String line : lines) {
            String[] words = line.split(" ");
            long nonce = Long.parseLong(words[1]);
            if (words[0].equals("ran")) {
                ledger.executions.put(nonce, Integer.parseInt(words[2]));
            } else {
                var ends = new ArrayList<End>();
                for (int i = 2; i < words.length; i++) {
                    ends.add(End.valueOf(words[i]));
                }
                ledger.calls.put(nonce, ends);
            }
        }
        return ledger;
    }

    /** Begins anew and leaves all that is written in another book. */
    Ledger take() {
        var taken = new Ledger();
        // One by one: what is written meanwhile is in one of the two.
        for (Long nonce : List.copyOf(calls.keySet())) {
            taken.calls.put(nonce, calls.remove(nonce));
        }
        for (Long nonce : List.copyOf(executions.keySet())) {
            taken.executions.put(nonce, executions.remove(nonce));
        }
        return taken;
    }

    /** Adds from a later book what ran for calls of this caller after all. */
    void addLate(Ledger later, Ledger caller) {
        later.executions.forEach((nonce, count) -> {
            if (caller.calls.containsKey(nonce)) {
                executions.merge(nonce, count, Integer::sum);
            }
        });
    }

    /** How many calls ended in which way. */
    static Map<End, Long> ends(Ledger... ledgers) {
        var counts = new EnumMap<End, Long>(End.class);
        for (Ledger ledger : ledgers) {
            ledger.calls.values().forEach(ends -> ends.forEach(end -> counts.merge(end, 1L, Long::sum)));
        }
        return counts;
    }
}
