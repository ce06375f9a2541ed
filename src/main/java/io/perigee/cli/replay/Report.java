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
    public record Result(Row row, Family family, Outcome outcome, String detail, long nanos) {

        /** How the row is told: {@code 1.3.587 luatobin-errors.json: its name}. */
        public String title() {
            return row.title();
        }
    }

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
