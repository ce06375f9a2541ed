package io.perigee.value;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/** The constants of an enum and their strings. */
final class EnumShape extends Reader {
    private static final ClassValue<EnumShape> SHAPES = new ClassValue<>() {
        @Override
        protected EnumShape computeValue(Class<?> type) {
            return new EnumShape(type);
        }
    };

    private final Map<Object, LuaString> names = new HashMap<>();
    private final Map<LuaString, Object> constants = new HashMap<>();
    private final String expected;

    private EnumShape(Class<?> type) {
        super(type);
        var list = new StringJoiner(", ", "one of ", "");
        for (Object constant : type.getEnumConstants()) {
            String name = name(type, (Enum<?>) constant);
            LuaString string = LuaString.of(name);
            names.put(constant, string);
            if (constants.put(string, constant) != null) {
                throw new ValueException(type.getName() + ": two constants named " + name + " (expected: one)");
            }
            list.add(name);
        }
        expected = list.toString();
    }

    static EnumShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static String name(Class<?> type, Enum<?> constant) {
        try {
            LuaName name = type.getField(constant.name()).getAnnotation(LuaName.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    LuaString name(Enum<?> constant) {
        return Objects.requireNonNull(names.get(constant), "constant");
    }

    @Override
    Object convert(LuaValue value, Walk walk) {
        if (!(value instanceof LuaString)) {
            throw walk.mismatch(value, expected);
        }
        Object constant = constants.get(value);
        if (constant == null) {
            throw walk.error(LuaText.brief(value), expected);
        }
        return constant;
    }
}
