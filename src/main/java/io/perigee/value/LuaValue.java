package io.perigee.value;

import org.jspecify.annotations.Nullable;

/**
 * One Lua value. Lua's truth is kept: strings are bytes, tables are compared by identity, nil is a value.
 *
 * <p>All values but {@link LuaTable} are immutable and safe to share between threads. Conversion from Java is
 * {@link #from(Object)}; conversion to Java are the methods of {@link LuaView}.
 */
public sealed interface LuaValue extends LuaView
        permits LuaNil, LuaBoolean, LuaNumber, LuaString, LuaTable, LuaFunction, LuaUserdata {

    /** The type, under the name that Lua's own {@code type()} gives it. */
    LuaType type();

    /** True for nil and false, the two values that Lua takes for false, turned round: what {@code if v} would do. */
    default boolean isTruthy() {
        return true;
    }

    @Override
    default LuaValue value() {
        return this;
    }

    @Override
    default String path() {
        return "value";
    }

    static LuaValue of(boolean value) {
        return LuaBoolean.of(value);
    }

    static LuaValue of(long value) {
        return LuaInteger.of(value);
    }

    static LuaValue of(double value) {
        return LuaDouble.of(value);
    }

    /** The string as UTF-8 bytes. */
    static LuaString of(String value) {
        return LuaString.of(value);
    }

    /** A Lua string with a copy of these bytes. */
    static LuaString of(byte[] value) {
        return LuaString.copyOf(value);
    }

    static LuaValue nil() {
        return LuaNil.NIL;
    }

    /**
     * Converts a Java object.
     *
     * <ul>
     *   <li>null and an empty optional are nil; a present optional is its content
     *   <li>numbers that a long or a double holds exactly, {@code BigInteger} and {@code BigDecimal} among them
     *   <li>{@code CharSequence}, {@code char}, {@code char[]} (as UTF-8), {@code byte[]} and {@code ByteBuffer} are
     *       strings; so are the constants of enums, by their name or {@link LuaName}
     *   <li>every {@code Iterable}, and arrays, are tables with the keys 1..n, where a null leaves a hole
     *   <li>maps and records are tables; a null value leaves its key out
     *   <li>Lua values and {@link LuaView}s are themselves; {@link LuaConvertible}s say what they are
     *   <li>every other object is refused: {@link LuaUserdata#of} passes it by reference
     * </ul>
     *
     * <p>What is changed in the object afterwards does not change the value. At most a million parts, 64 one inside the
     * other, are converted, and none that contains itself.
     *
     * @throws ValueException if the object, or one inside it, has no Lua counterpart; the message names its path
     */
    static LuaValue from(@Nullable Object object) {
        return FromJava.convert(object);
    }

    /** True if both are the same value, or tables of the same shape: cycles and shared tables included. */
    static boolean sameStructure(LuaValue a, LuaValue b) {
        return new Structure().same(a, b);
    }
}
