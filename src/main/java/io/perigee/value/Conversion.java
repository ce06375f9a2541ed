package io.perigee.value;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of Lua values to one Java type, prepared once and used often; what {@link LuaView#as} does at a time.
 * Immutable, for use by any number of threads.
 *
 * <p>What a type takes:
 *
 * <ul>
 *   <li>primitives, their boxes, {@code BigInteger} and {@code BigDecimal}: a number that they hold exactly; {@code
 *       double} and {@code float} the nearest, {@code Number} a Long where that is exact, else a Double
 *   <li>{@code boolean}: a boolean; {@code char}: a string of one character
 *   <li>{@code String}, {@code CharSequence}, {@code char[]}: a string that is UTF-8; {@code byte[]} and {@code
 *       ByteBuffer} (read-only): any string
 *   <li>enums: the name of a constant, or its {@link LuaName}
 *   <li>records: a table with a key for each component, under its name or its {@link LuaName}; other keys are passed
 *       over
 *   <li>{@code List}, {@code Collection}, {@code Iterable}, {@code Set} and arrays: a table whose keys are positive
 *       integers, 1..n or with holes
 *   <li>{@code Map}: any table; keys that become equal in Java are refused
 *   <li>{@code Optional} and its kin: nil is empty
 *   <li>{@link LuaValue} and its subtypes, {@link LuaView}: the value as it is
 *   <li>{@code Object}: null, Boolean, Long or Double, String (byte[] if it is not UTF-8), List or Map, whichever fits
 *   <li>any other type: an object of it that passes by reference, see {@link LuaUserdata}
 * </ul>
 *
 * <p>Nil, or nothing, where a value is asked for is an error, except for Optional, Object, {@link LuaValue} and a
 * conversion that is {@link #orNull}. In a part of something larger (the component of a record, a hole in a list) it is
 * null for reference types, empty for optionals, and an error for primitives.
 *
 * <p>Tables shared by others are converted as often as they occur. A conversion visits {@value #DEFAULT_MAX_NODES}
 * values at most, long strings counting once more for every 64 bytes, and 64 tables one inside the other; a table that
 * contains itself is refused. Implements section 4 of {@code protocol-spec.md}.
 */
public final class Conversion {
    /** How many values one conversion visits at most, unless said otherwise. */
    public static final int DEFAULT_MAX_NODES = Walk.MAX_NODES;

    private final Reader reader;
    private final boolean spread;
    private final boolean nullable;
    private final int maxNodes;

    private Conversion(Reader reader, boolean spread, boolean nullable, int maxNodes) {
        this.reader = reader;
        this.spread = spread;
        this.nullable = nullable;
        this.maxNodes = maxNodes;
    }

    /**
     * The conversion to a type.
     *
     * @throws ValueException if no value can be of that type
     */
    public static Conversion to(Type type) {
        return of(type, Map.of());
    }

    /**
     * The conversion to a type that occurs in a member of a class: type variables of its supertypes stand for what the
     * class makes of them.
     *
     * @throws ValueException if no value can be of that type
     */
    public static Conversion to(Type type, Class<?> context) {
        return of(type, Readers.variablesOf(context));
    }

    /**
     * As {@link #to(Type, Class)}; a type with an annotation named {@code Nullable} (JSpecify's, or any other that is
     * kept at run time and annotates types) takes nil as null.
     *
     * @throws ValueException if no value can be of that type
     */
    public static Conversion to(AnnotatedType type, Class<?> context) {
        Conversion conversion = to(type.getType(), context);
        boolean nullable = Arrays.stream(type.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
        return nullable ? conversion.orNull() : conversion;
    }

    /**
     * The conversion of a list of values as a whole: to a record, whose components are the values in their order, or to
     * a list or array of all of them.
     *
     * @throws ValueException if the type is none of these
     */
    public static Conversion ofAll(Type type, Class<?> context) {
        Reader reader = Readers.of(type, Readers.variablesOf(context));
        if (!(reader instanceof RecordReader || reader instanceof SequenceReader)) {
            throw new ValueException("type: " + type.getTypeName() + " (expected: a record, a list or an array)");
        }
        return new Conversion(reader, true, false, DEFAULT_MAX_NODES);
    }

    private static Conversion of(Type type, Map<TypeVariable<?>, Reader> variables) {
        return new Conversion(Readers.of(type, variables), false, false, DEFAULT_MAX_NODES);
    }

    /** The same conversion, with null for nil. */
    public Conversion orNull() {
        return new Conversion(reader, spread, true, maxNodes);
    }

    /** The same conversion with another limit to the values that it visits. */
    public Conversion withMaxNodes(int nodes) {
        return new Conversion(reader, spread, nullable, nodes);
    }

    /** The class of what {@link #read} gives, with type parameters erased. */
    public Class<?> target() {
        return reader.target();
    }

    /**
     * Converts a value; for a conversion of all, give {@link LuaValues}.
     *
     * @return what was read; null for nil, if the type is Object or the conversion {@link #orNull}
     * @throws ValueException if the value does not fit; the message names the path
     */
    public @Nullable Object read(LuaView view) {
        if (spread) {
            return readAll(view instanceof LuaValues values ? values : LuaValues.of(view.value()));
        }
        Walk walk = Walk.toJava(view, maxNodes);
        return nullable ? reader.readPart(view.value(), walk) : reader.read(view.value(), walk);
    }

    private Object readAll(LuaValues values) {
        return reader instanceof RecordReader record
                ? record.readAll(values, maxNodes)
                : ((SequenceReader) reader).readAll(values, maxNodes);
    }

    /**
     * The parts of an object as values of their own: the components of a record, the elements of a collection or array.
     *
     * @throws ValueException if the object is none of these, or a part has no Lua counterpart
     */
    public static LuaValues spread(Object object) {
        if (object instanceof Record) {
            RecordShape shape = RecordShape.of(object.getClass());
            var parts = new @Nullable Object[shape.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = shape.component(i).get(object);
            }
            return LuaValues.from(parts);
        }
        if (object instanceof Iterable<?> elements && !(object instanceof java.nio.file.Path)) {
            var parts = new ArrayList<@Nullable Object>();
            elements.forEach(parts::add);
            return LuaValues.from(parts.toArray());
        }
        if (object instanceof Object[] elements) {
            return LuaValues.from(Arrays.copyOf(elements, elements.length, Object[].class));
        }
        throw new ValueException(
                "value: " + object.getClass().getName() + " (expected: a record, a collection or an array)");
    }
}
