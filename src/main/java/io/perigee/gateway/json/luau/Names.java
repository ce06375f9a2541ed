package io.perigee.gateway.json.luau;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The names of one scope in a source, none of which is given twice. */
final class Names {
    private final Set<String> taken;

    Names(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** The name, with the first number behind it that makes it a new one if it is taken. */
    String claim(String name) {
        String free = name;
        for (int number = 2; !taken.add(free); number++) {
            free = name + number;
        }
        return free;
    }
}
