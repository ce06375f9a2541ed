package io.perigee.bench;

import java.util.List;

/** Where the two JVMs run. */
public enum Placement {
    HELD("held on one core"),
    FREE("free on two cores");

    public final String title;

    Placement(String title) {
        this.title = title;
    }

    /** What a command is started with: the first cores that this process may use. */
    List<String> prefix() {
        return List.of("taskset", "--cpu-list", cores());
    }

    /** In the notation of {@code taskset}. */
    String cores() {
        return Cores.list(count());
    }

    public int count() {
        return this == HELD ? 1 : 2;
    }
}
