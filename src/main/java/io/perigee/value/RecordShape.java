package io.perigee.value;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record class taken apart once: its components, their keys in a table, and how one is made. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Class<?> type;
    private final Component[] components;
    private final MethodHandle constructor;

    private RecordShape(Class<?> type) {
        this.type = type;
        try {
            var lookup = MethodHandles.lookup();
            RecordComponent[] all = type.getRecordComponents();
            components = new Component[all.length];
            for (int i = 0; i < all.length; i++) {
                components[i] = Component.of(all[i], lookup);
            }
            var parameters = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var canonical = type.getDeclaredConstructor(parameters);
            canonical.setAccessible(true);
            constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new ValueException(type.getName() + ": record (expected: accessible to " + module() + ")", e);
        }
    }

    private static String module() {
        Module module = RecordShape.class.getModule();
        return module.isNamed() ? module.getName() : "io.perigee";
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    int size() {
        return components.length;
    }

    Component component(int index) {
        return components[index];
    }

    /** Makes a record; what its constructor refuses is an error at the path of the table. */
    Object create(@Nullable Object[] values, Walk walk) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ValueException(
                    walk.path() + ": refused by " + type.getSimpleName() + " (expected: " + why + ")", e);
        }
    }

    /** One component: its key, its type, and how it is read from a record. */
    record Component(LuaString key, Type type, Class<?> erased, MethodHandle accessor) {

        static Component of(RecordComponent component, MethodHandles.Lookup lookup) throws IllegalAccessException {
            var name = component.getAnnotation(LuaName.class);
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return new Component(
                    LuaString.of(name == null ? component.getName() : name.value()),
                    component.getGenericType(),
                    component.getType(),
                    lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class)));
        }

        @Nullable
        Object get(Object record) {
            try {
                return (Object) accessor.invokeExact(record);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new ValueException(key + ": " + e + " (expected: a component)", e);
            }
        }
    }
}
