package io.perigee.bench.codec;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The limit: loops that write and read the bytes of luatobin for values that lie ready as Java's own, knowing beforehand
 * which comes where. There is no model, nothing is looked up, and nothing is checked but the tags; strings are copied.
 */
final class HandWrittenForm implements Form {
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle DOUBLES = view(double[].class);

    private static final byte BOOLEAN = 0x01;
    private static final byte DOUBLE = 0x03;
    private static final byte STRING = 0x04;
    private static final byte TABLE = 0x05;
    private static final byte INT = 0x07;

    private static final byte[] NONE = {};

    /** The tag of each value, in the order in which they are written; the rest in arrays beside it. */
    private final byte[] tags;

    /** Integers, booleans as 0 or 1, and counts of pairs. */
    private final int[] ints;

    private final double[] doubles;
    private final byte[][] strings;

    private final byte[] bytes = new byte[8192];
    private int length;

    /** Values as Java has them, flat. */
    private static final class Decoded {
        final int[] ints;
        final double[] doubles;
        final byte[][] strings;

        Decoded(int count) {
            ints = new int[count];
            doubles = new double[count];
            strings = new byte[count][];
        }
    }

    HandWrittenForm(LuaValue[] values) {
        var flat = new ArrayList<LuaValue>();
        for (LuaValue value : values) {
            flatten(value, flat);
        }
        int count = flat.size();
        tags = new byte[count];
        ints = new int[count];
        doubles = new double[count];
        strings = new byte[count][];
        Arrays.fill(strings, NONE);
        for (int i = 0; i < count; i++) {
            prepare(i, flat.get(i));
        }
    }

    private static void flatten(LuaValue value, List<LuaValue> flat) {
        flat.add(value);
        if (value instanceof LuaTable table) {
            table.forEach((key, element) -> {
                flatten(key, flat);
                flatten(element, flat);
            });
        }
    }

    private void prepare(int i, LuaValue value) {
        if (value instanceof LuaInteger integer) {
            tags[i] = INT;
            ints[i] = (int) integer.longValue();
        } else if (value instanceof LuaBoolean bool) {
            tags[i] = BOOLEAN;
            ints[i] = bool == LuaBoolean.TRUE ? 1 : 0;
        } else if (value instanceof LuaDouble number) {
            tags[i] = DOUBLE;
            doubles[i] = number.doubleValue();
        } else if (value instanceof LuaString string) {
            tags[i] = STRING;
            strings[i] = string.toByteArray();
        } else if (value instanceof LuaTable table) {
            tags[i] = TABLE;
            ints[i] = table.size();
        } else {
            throw new IllegalArgumentException("value: " + value.type());
        }
    }

    @Override
    public int encode() {
        byte[] out = bytes;
        int at = 0;
        for (int i = 0; i < tags.length; i++) {
            byte tag = tags[i];
            out[at++] = tag;
            switch (tag) {
                case INT -> {
                    INTS.set(out, at, ints[i]);
                    at += Integer.BYTES;
                }
                case BOOLEAN -> out[at++] = (byte) ints[i];
                case DOUBLE -> {
                    DOUBLES.set(out, at, doubles[i]);
                    at += Double.BYTES;
                }
                case TABLE -> {
                    SHORTS.set(out, at, (short) ints[i]);
                    at += Short.BYTES;
                }
                default -> {
                    byte[] string = strings[i];
                    SHORTS.set(out, at, (short) string.length);
                    at += Short.BYTES;
                    System.arraycopy(string, 0, out, at, string.length);
                    at += string.length;
                }
            }
        }
        length = at;
        return at;
    }

    @Override
    public Object decode() {
        byte[] in = bytes;
        var decoded = new Decoded(tags.length);
        int at = 0;
        for (int i = 0; at < length; i++) {
            switch (in[at++]) {
                case INT -> {
                    decoded.ints[i] = (int) INTS.get(in, at);
                    at += Integer.BYTES;
                }
                case BOOLEAN -> decoded.ints[i] = in[at++];
                case DOUBLE -> {
                    decoded.doubles[i] = (double) DOUBLES.get(in, at);
                    at += Double.BYTES;
                }
                case TABLE -> {
                    decoded.ints[i] = (short) SHORTS.get(in, at) & 0xffff;
                    at += Short.BYTES;
                }
                case STRING -> {
                    int size = (short) SHORTS.get(in, at) & 0xffff;
                    at += Short.BYTES;
                    decoded.strings[i] = Arrays.copyOfRange(in, at, at + size);
                    at += size;
                }
                default -> throw new IllegalStateException("tag: " + in[at - 1]);
            }
        }
        return decoded;
    }

    @Override
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
    }
}
