package io.perigee.soak;

import java.util.Random;

/** The kinds of calls, and how many of a hundred are of each. */
enum Kind {
    SMALL("a number there and back", 41),
    HANDLED("the same, told to a handler", 7),
    STRING("a string of 16 KiB there and back", 8),
    TABLE("a table there and back", 8),
    NESTED("call-backs, up to three deep", 5),
    ERROR("errors: a string, a table", 7),
    MISSING("a procedure that does not exist", 2),
    EVAL("eval of a value of Lua", 7),
    EXEC("exec of uploaded Lua", 7),
    LATE("answered after their time-out", 5),
    CANCELLED("cancelled", 3);

    private static final Kind[] OF_A_HUNDRED = new Kind[100];

    static {
        int next = 0;
        for (Kind kind : values()) {
            for (int i = 0; i < kind.share; i++) {
                OF_A_HUNDRED[next++] = kind;
            }
        }
    }

    final String text;
    private final int share;

    Kind(String text, int share) {
        this.text = text;
        this.share = share;
    }

    static Kind draw(Random random) {
        return OF_A_HUNDRED[random.nextInt(OF_A_HUNDRED.length)];
    }
}
