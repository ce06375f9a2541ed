package io.perigee.cli.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the places of a converted value, where what is shared counts once for each place that it is in. */
final class Places {
    static final int MAX = 1_000_000;

    private int count;

    private Places() {}

    /** The number of places, or one more than {@link #MAX}. */
    static int count(@Nullable Object converted) {
        var places = new Places();
        places.visit(converted);
        return places.count;
    }

    private void visit(@Nullable Object object) {
        if (count > MAX) {
            return;
        }
        count++;
        if (object instanceof List<?> list) {
            list.forEach(this::visit);
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visit(key);
                visit(value);
            });
        }
    }
}
