package io.perigee.bench.dialects;

/** What is at one end. */
enum End {
    /** This library with its defaults; the procedure says that it does not block. */
    PERIGEE,

    /** JeroMQ with messages of msgpack-core, from code that knows of {@code add} and nothing else. */
    BY_HAND,

    /** pyzmq and msgpack; called, and never calling. */
    PYTHON
}
