package io.perigee.codec.msgpack;

/**
 * What of MessagePack the peers of a dialect understand.
 *
 * @param arrays whether lists are written as arrays; all tables are maps otherwise
 * @param binary whether strings that are no UTF-8 are written as binary; they are strings otherwise
 * @param nul whether strings may hold the byte 00
 * @param objects whether objects pass by reference
 */
record Profile(boolean arrays, boolean binary, boolean nul, boolean objects) {
    /** The type of the extension that is a reference to an object; its data are the mark and the number, an int32. */
    static final int OBJECT = 'O';

    static final int OBJECT_LENGTH = 1 + Integer.BYTES;

    /** An object of whoever sends this. */
    static final int SENDERS_OBJECT = '!';

    /** An object of whoever receives this, given back. */
    static final int RECEIVERS_OBJECT = '?';
}
