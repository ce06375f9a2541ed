package io.perigee.gateway.json;

/** The one thing that this package needs beside the library's own dependencies. */
final class Jackson {
    private Jackson() {}

    /**
     * To be asked before any class is loaded that has something of Jackson in it.
     *
     * @throws IllegalStateException if it is missing; the message says what to add
     */
    static void check() {
        if (Jackson.class.getClassLoader().getResource("com/fasterxml/jackson/core/JsonFactory.class") == null) {
            throw new IllegalStateException(
                    "json: needs com.fasterxml.jackson.core:jackson-core (expected: on the class path)");
        }
    }
}
