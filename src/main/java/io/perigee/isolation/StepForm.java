package io.perigee.isolation;

import io.perigee.lua.engine.Step;
import io.perigee.value.LuaString;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Steps as values: {@code "done", instructions, results…}, {@code "failed", cause, instructions, traceback, error} or
 * {@code "operation", run, name, arguments…}.
 */
final class StepForm {
    private static final LuaString DONE = LuaString.of("done");
    private static final LuaString FAILED = LuaString.of("failed");
    private static final LuaString OPERATION = LuaString.of("operation");

    private StepForm() {}

    static LuaValues write(Step step) {
        if (step instanceof Step.Done done) {
            return join(done.results(), DONE, LuaValue.of(done.instructions()));
        }
        if (step instanceof Step.Operation operation) {
            return join(operation.arguments(), OPERATION, LuaValue.of(operation.run()), LuaString.of(operation.name()));
        }
        var failed = (Step.Failed) step;
        return LuaValues.of(
                FAILED,
                LuaString.of(failed.cause().name()),
                LuaValue.of(failed.instructions()),
                LuaString.of(failed.traceback()),
                failed.error());
    }

    /**
     * Reads what {@link #write} has written, or anything else.
     *
     * @throws IllegalArgumentException if it is no step
     */
    static Step read(LuaValues form) {
        LuaValue kind = form.get(0);
        if (kind.equals(DONE)) {
            return new Step.Done(form.skip(2), form.view(1).asLong());
        }
        if (kind.equals(OPERATION)) {
            return new Step.Operation(form.view(1).asLong(), text(form.get(2)), form.skip(3));
        }
        if (kind.equals(FAILED)) {
            return new Step.Failed(
                    form.get(4),
                    text(form.get(3)),
                    Step.Cause.valueOf(text(form.get(1))),
                    form.view(2).asLong());
        }
        throw new IllegalArgumentException("step: " + kind.type() + " (expected: done, failed or operation)");
    }

    /**
     * What is raised in place of values that cannot cross, since there are objects among them; null if there are none.
     *
     * @param what the values are
     */
    static @Nullable LuaString refusal(String what, LuaValues values) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof LuaUserdata) {
                return LuaString.of(
                        what + "[" + (i + 1) + "]: an object (expected: values, for a Lua in a process of its own)");
            }
        }
        return null;
    }

    /** Bytes that are not UTF-8 are no reason to refuse a name or a traceback. */
    static String text(LuaValue value) {
        if (value instanceof LuaString string) {
            return string.toString();
        }
        throw new IllegalArgumentException("text: " + value.type() + " (expected: a string)");
    }

    /** The values of {@code first}, and behind them the others. */
    static LuaValues join(LuaValues others, LuaValue... first) {
        var all = Arrays.copyOf(first, first.length + others.size());
        for (int i = 0; i < others.size(); i++) {
            all[first.length + i] = others.get(i);
        }
        return LuaValues.wrap(all);
    }
}
