package io.perigee.cli.replay;

import java.util.Collection;
import java.util.List;

/** The cases that are asked for by their numbers, or by those of their families; all of them if none is. */
record Selection(List<String> numbers) {

    boolean has(Row row) {
        return numbers.isEmpty() || numbers.stream().anyMatch(number -> isWithin(number, row));
    }

    private static boolean isWithin(String number, Row row) {
        return row.id().equals(number) || row.id().startsWith(number + ".");
    }

    /** @throws VectorException if there is none of a number that was asked for */
    void check(Collection<Row> rows) {
        for (String number : numbers) {
            if (rows.stream().noneMatch(row -> isWithin(number, row))) {
                throw new VectorException("case: " + number + " (expected: one of these files, such as 1.3.7, or a"
                        + " family of them, such as 1.3)");
            }
        }
    }
}
