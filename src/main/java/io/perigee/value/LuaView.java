package io.perigee.value;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Lua value as Java code likes to see it, with the path that led to it.
 *
 * <p>Every conversion that does not fit throws a {@link ValueException} that names the path: {@code
 * result[1].net.ports[2]: string (expected: integer)}.
 */
public interface LuaView {

    LuaValue value();

    /** How the value was reached, for error messages: {@code result[1].net.ports[2]}. */
    String path();

    /** The field of a table; nil where there is none. */
    default LuaView at(String key) {
        LuaString name = LuaString.of(key);
        return LuaPath.in(this, name, table().get(name));
    }

    /** The element of a table, counted from 1; nil where there is none. */
    default LuaView at(long index) {
        return LuaPath.in(this, LuaInteger.of(index), table().get(index));
    }

    private LuaTable table() {
        if (value() instanceof LuaTable table) {
            return table;
        }
        throw ValueException.mismatch(this, "table");
    }

    default boolean isNil() {
        return value() instanceof LuaNil;
    }

    /** The value of a boolean. */
    default boolean asBoolean() {
        if (value() instanceof LuaBoolean bool) {
            return bool.isTruthy();
        }
        throw ValueException.mismatch(this, "boolean");
    }

    /** A number that a long holds exactly. */
    default long asLong() {
        LuaValue value = value();
        if (value instanceof LuaInteger integer) {
            return integer.longValue();
        }
        if (value instanceof LuaDouble number && number.isInteger()) {
            return number.longValue();
        }
        throw ToJava.notInteger(this, "integer");
    }

    /** A number that an int holds exactly. */
    default int asInt() {
        LuaValue value = value();
        if (value instanceof LuaInteger integer && (int) integer.longValue() == integer.longValue()) {
            return (int) integer.longValue();
        }
        if (value instanceof LuaDouble number && (int) number.doubleValue() == number.doubleValue()) {
            return (int) number.doubleValue();
        }
        throw ToJava.notInteger(this, "integer of 32 bits");
    }

    /** A number, as the nearest double. */
    default double asDouble() {
        if (value() instanceof LuaNumber number) {
            return number.doubleValue();
        }
        throw ValueException.mismatch(this, "number");
    }

    /** A string that is valid UTF-8; {@link #asBytes} takes any. */
    default String asString() {
        return as(String.class);
    }

    /** A copy of a string's bytes. */
    default byte[] asBytes() {
        if (value() instanceof LuaString string) {
            return string.toByteArray();
        }
        throw ValueException.mismatch(this, "string");
    }

    /** The elements of a table whose keys are 1..n; holes are nil. */
    default List<LuaValue> asList() {
        return ToJava.list(this, LuaValue.class);
    }

    /** As {@link #asList()}, each element converted as {@link #as(Class)} does; holes are null. */
    default <T> List<T> asList(Class<T> element) {
        return ToJava.list(this, element);
    }

    /** The pairs of a table, in its order. */
    default Map<LuaValue, LuaValue> asMap() {
        return ToJava.map(this);
    }

    /** As {@link #asMap()}, each key and value converted as {@link #as(Class)} does. */
    default <K, V> Map<K, V> asMap(Class<K> key, Class<V> value) {
        return ToJava.map(this, key, value);
    }

    /**
     * Converts to a Java type; see {@link Conversion} for what fits. A record says more about a table than a map does.
     *
     * @param type primitive types give their boxes
     * @return never null, except for nil as Object
     * @throws ValueException if the value does not fit; the message names the path
     */
    default <T> T as(Class<T> type) {
        return ToJava.convert(this, type);
    }

    /**
     * As {@link #as(Class)} for a type with parameters, such as the return type of a method. A {@link Conversion} does
     * the same more than once.
     */
    default @Nullable Object as(Type type) {
        return ToJava.convert(this, type);
    }

    /** Empty for nil, else {@link #as(Class)}. */
    default <T> Optional<T> asOptional(Class<T> type) {
        return isNil() ? Optional.empty() : Optional.of(as(type));
    }
}
