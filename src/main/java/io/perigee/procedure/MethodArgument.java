package io.perigee.procedure;

import io.perigee.value.Conversion;
import io.perigee.value.LuaValues;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/** Where the value of one parameter comes from. */
sealed interface MethodArgument {

    @Nullable
    Object read(CallContext call);

    /** The parameters of a method in their order; those that take an argument of the call take one after the other. */
    static MethodArgument[] of(Class<?> context, Method method) {
        Parameter[] parameters = method.getParameters();
        var arguments = new MethodArgument[parameters.length];
        int index = 0;
        for (int i = 0; i < parameters.length; i++) {
            Class<?> type = parameters[i].getType();
            if (type == CallContext.class) {
                arguments[i] = new Context();
            } else if (type == LuaValues.class) {
                arguments[i] = new All();
            } else if (parameters[i].isVarArgs()) {
                arguments[i] = rest(parameters[i], context, index++);
            } else {
                arguments[i] = new One(Conversion.to(parameters[i].getAnnotatedType(), context), index++);
            }
        }
        return arguments;
    }

    private static MethodArgument rest(Parameter parameter, Class<?> context, int from) {
        AnnotatedType element = ((AnnotatedArrayType) parameter.getAnnotatedType()).getAnnotatedGenericComponentType();
        return new Rest(parameter.getType().getComponentType(), Conversion.to(element, context), from);
    }

    /** The call itself. */
    record Context() implements MethodArgument {
        @Override
        public Object read(CallContext call) {
            return call;
        }
    }

    /** All arguments as they are, whether or not other parameters take them too. */
    record All() implements MethodArgument {
        @Override
        public Object read(CallContext call) {
            return call.args();
        }
    }

    /** One argument. */
    record One(Conversion conversion, int index) implements MethodArgument {
        @Override
        public @Nullable Object read(CallContext call) {
            return conversion.read(call.arg(index));
        }
    }

    /** The arguments from one on, in an array. */
    record Rest(Class<?> component, Conversion conversion, int from) implements MethodArgument {
        @Override
        public Object read(CallContext call) {
            int count = Math.max(0, call.args().size() - from);
            Object array = Array.newInstance(component, count);
            for (int i = 0; i < count; i++) {
                Array.set(array, i, conversion.read(call.arg(from + i)));
            }
            return array;
        }
    }
}
