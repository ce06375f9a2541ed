package io.perigee.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Everything that is one value and no container: primitives, boxes, texts, bytes, and Lua's own values. */
final class ScalarReaders {
    private static final Map<Class<?>, Reader> SCALARS = new HashMap<>();

    static {
        both(boolean.class, Boolean.class, ScalarReaders::bool);
        both(byte.class, Byte.class, (value, walk) -> (byte) Numbers.integer(value, walk, Byte.SIZE));
        both(short.class, Short.class, (value, walk) -> (short) Numbers.integer(value, walk, Short.SIZE));
        both(int.class, Integer.class, (value, walk) -> (int) Numbers.integer(value, walk, Integer.SIZE));
        both(long.class, Long.class, Numbers::integer);
        both(float.class, Float.class, (value, walk) -> (float) Numbers.number(value, walk));
        both(double.class, Double.class, Numbers::number);
        both(char.class, Character.class, ScalarReaders::character);
        add(Reader.of(Number.class, ScalarReaders::number));
        add(Reader.of(BigInteger.class, Numbers::bigInteger));
        add(Reader.of(BigDecimal.class, Numbers::bigDecimal));
        add(Reader.of(String.class, ScalarReaders::text));
        add(Reader.of(CharSequence.class, ScalarReaders::text));
        add(Reader.of(char[].class, (value, walk) -> text(value, walk).toCharArray()));
        add(Reader.of(byte[].class, ScalarReaders::bytes));
        add(Reader.of(ByteBuffer.class, (value, walk) -> string(value, walk).asReadOnlyByteBuffer()));
        add(Reader.ofNilToo(
                OptionalInt.class,
                (value, walk) -> value instanceof LuaNil
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) Numbers.integer(value, walk, Integer.SIZE))));
        add(Reader.ofNilToo(
                OptionalLong.class,
                (value, walk) -> value instanceof LuaNil
                        ? OptionalLong.empty()
                        : OptionalLong.of(Numbers.integer(value, walk))));
        add(Reader.ofNilToo(
                OptionalDouble.class,
                (value, walk) -> value instanceof LuaNil
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Numbers.number(value, walk))));
        add(Reader.ofNilToo(LuaView.class, (value, walk) -> LuaPath.named(walk.path(), value)));
        add(Natural.READER);
    }

    private ScalarReaders() {}

    static @Nullable Reader find(Class<?> type) {
        return LuaValue.class.isAssignableFrom(type) ? itself(type) : SCALARS.get(type);
    }

    private static void add(Reader reader) {
        SCALARS.put(reader.target(), reader);
    }

    private static void both(Class<?> primitive, Class<?> box, Reader.Step step) {
        add(Reader.ofNilToo(primitive, step));
        add(Reader.of(box, step));
    }

    /** The values of Lua as they are. */
    private static Reader itself(Class<?> type) {
        if (type.isAssignableFrom(LuaNil.class)) {
            return Reader.ofNilToo(type, (value, walk) -> value);
        }
        String name = type.getSimpleName().substring("Lua".length()).toLowerCase(Locale.ROOT);
        return Reader.of(type, (value, walk) -> {
            if (type.isInstance(value)) {
                return value;
            }
            throw walk.mismatch(value, name);
        });
    }

    private static boolean bool(LuaValue value, Walk walk) {
        if (value instanceof LuaBoolean bool) {
            return bool.isTruthy();
        }
        throw walk.mismatch(value, "boolean");
    }

    private static Number number(LuaValue value, Walk walk) {
        if (value instanceof LuaNumber number) {
            return Numbers.natural(number);
        }
        throw walk.mismatch(value, "number");
    }

    private static char character(LuaValue value, Walk walk) {
        String text = text(value, walk);
        if (text.length() != 1) {
            throw walk.error("string of " + text.length() + " characters", "1 character");
        }
        return text.charAt(0);
    }

    private static LuaString string(LuaValue value, Walk walk) {
        if (value instanceof LuaString string) {
            return string;
        }
        throw walk.mismatch(value, "string");
    }

    private static byte[] bytes(LuaValue value, Walk walk) {
        LuaString string = string(value, walk);
        walk.bytes(string.length());
        return string.toByteArray();
    }

    private static String text(LuaValue value, Walk walk) {
        LuaString string = string(value, walk);
        walk.bytes(string.length());
        int invalid = string.invalidUtf8At();
        if (invalid >= 0) {
            throw walk.error("string with invalid UTF-8 at byte " + invalid, "UTF-8");
        }
        return string.toString();
    }
}
