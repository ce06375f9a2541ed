package io.perigee.cli.replay;

import java.util.List;

/** What became of all rows, in the order of their files. */
public record Report(List<Result> results) {

    public enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * What became of one row.
     *
     * @param detail what was found instead, or why the row does not apply; empty for one that passed
     */
    public record Result(String file, String member, String name, Outcome outcome, String detail, long nanos) {}

    public Report {
        results = List.copyOf(results);
    }

    public long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    public List<Result> of(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).toList();
    }

    /** {@code 12 passed, 0 failed}. */
    public String summary() {
        return count(Outcome.PASSED) + " passed, " + count(Outcome.FAILED) + " failed";
    }
}
