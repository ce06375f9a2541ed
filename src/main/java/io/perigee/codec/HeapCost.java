package io.perigee.codec;

/**
 * How many bytes of the heap values take, at most: on a JVM of 64 bits whose references have four bytes, and with what is
 * thrown away as arrays grow.
 */
public final class HeapCost {
    /** A top-level value, in the list of all and in what it is collected in. */
    public static final int ITEM = 24;

    /** A number that is not among those that are kept. */
    public static final int NUMBER = 24;

    /** A stand-in for an object. */
    public static final int OBJECT = 64;

    /** A string of one byte, without it. */
    private static final int STRING = 48;

    private static final int TABLE = 32;
    private static final int ARRAY = 24;
    private static final int ELEMENT = 4;

    /** Pairs that are no elements, and their table of hashes. */
    private static final int PAIRS = 88;

    private static final int PAIR = 19;

    /** The first pair that a table has no room for. */
    static final int FIRST_GROWN_PAIR = 192;

    /** Each pair behind it. */
    static final int GROWN_PAIR = 64;

    private HeapCost() {}

    /** Bytes that no other value has. */
    public static int string(int length) {
        return length == 0 ? 0 : STRING + length;
    }

    /** Bytecode, which is copied once more. */
    public static int function(int length) {
        return STRING + OBJECT + 2 * length;
    }

    /** A table with room for so many elements and so many pairs with other keys. */
    public static int table(int elements, int pairs) {
        return TABLE + (elements == 0 ? 0 : ARRAY + ELEMENT * elements) + (pairs == 0 ? 0 : PAIRS + PAIR * pairs);
    }
}
