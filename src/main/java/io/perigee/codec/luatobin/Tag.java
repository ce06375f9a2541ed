package io.perigee.codec.luatobin;

/** The first byte of a value, and the limits of what follows it. */
final class Tag {
    static final int NIL = 0x00;
    static final int BOOLEAN = 0x01;
    static final int DOUBLE = 0x03;
    static final int STRING = 0x04;
    static final int TABLE = 0x05;
    static final int FUNCTION = 0x06;
    static final int INT = 0x07;
    static final int REFERENCE = 0x14;

    /** An object of whoever sends this; at top level only. */
    static final int SENDERS_OBJECT = '!';

    /** An object of whoever receives this, given back; at top level only. */
    static final int RECEIVERS_OBJECT = '?';

    /** The longest string or function in bytes and the largest table in pairs; the Lua module stops one short of u16. */
    static final int MAX_LENGTH = 65_534;

    /** The highest number that a reference can carry. */
    static final int MAX_REFERENCE = 65_535;

    private Tag() {}
}
