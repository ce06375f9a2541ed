package io.perigee.cli.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The families of a folder of vector files, in the file {@code families.json} beside them, if there is one. */
final class Families {
    static final String FILE = "families.json";

    private final Map<String, Family> byPlace = new HashMap<>();

    private Families() {}

    static Families beside(Path vectors) throws IOException {
        var families = new Families();
        Path path = vectors.resolveSibling(FILE);
        if (Files.exists(path)) {
            var fields = VectorFile.fields(Files.readString(path));
            for (Row row : VectorFile.rows(FILE, "families", fields.getOrDefault("families", "[]"))) {
                var family = new Family(text(row, "family"), text(row, "chapter"), text(row, "title"));
                families.byPlace.put(place(text(row, "file"), text(row, "member")), family);
            }
        }
        return families;
    }

    private static String text(Row row, String field) {
        return row.value(field).asString();
    }

    private static String place(String file, String member) {
        return file + ": " + member;
    }

    Family of(String file, String member) {
        Family family = byPlace.get(place(file, member));
        return family == null ? Family.of(file, member) : family;
    }
}
