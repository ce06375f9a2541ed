package io.perigee.lua.luajava;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.ObjectHome;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.ValueException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an engine does, on the thread that owns its state. */
final class Runs {
    /** What the functions of runs.lua return first. */
    private static final int DONE = 0;

    private static final int ASKS = 1;
    private static final int FAILED = 2;

    private static final int FIRST = LuaState.LAST + 1;
    private static final long NO_FUNCTION = 0;
    private static final Cause[] CAUSES = Cause.values();
    private static final LuaValue NOTHING = LuaNil.NIL;

    private final LuaState state;
    private final Alarm alarm;
    private final LuaObjects luaObjects;
    private final ValuePusher pusher;
    private final ValueReader reader;

    /** By run that waits for the host: the nanoseconds that it may still take; absent for runs without a deadline. */
    private final Map<Long, Long> waiting = new HashMap<>();

    Runs(LuaState state, Alarm alarm, ObjectHome home) {
        this.state = state;
        this.alarm = alarm;
        luaObjects = new LuaObjects(state, home);
        var hostObjects = new HostObjects(state);
        pusher = new ValuePusher(state, hostObjects, luaObjects);
        reader = new ValueReader(state, hostObjects, luaObjects);
    }

    int newEnvironment() {
        state.enter(LuaState.NEW_ENVIRONMENT);
        return (int) number(0);
    }

    @Nullable
    Void tell(int function, long id) {
        state.enter(function);
        state.push(id);
        state.call(1);
        state.clear();
        return null;
    }

    long load(int environment, LuaString code, String chunkName) {
        try {
            state.enter(LuaState.LOAD);
            state.push(environment);
            state.push(LuaString.of(chunkName));
            state.push(code);
            state.call(3);
            if (state.typeAt(FIRST) == LuaTypes.NUMBER) {
                return state.integerAt(FIRST);
            }
            throw new LuaEngineException(state.stringAt(FIRST + 1).toString());
        } finally {
            state.clear();
        }
    }

    @Nullable
    Void register(String name) {
        try {
            state.enter(LuaState.REGISTER);
            state.push(LuaString.of(name));
            state.call(1);
            return null;
        } finally {
            state.clear();
        }
    }

    @Nullable
    Void set(String name, LuaValue value) {
        try {
            state.enter(LuaState.SET);
            state.push(LuaString.of(name));
            pusher.push(value);
            state.call(2);
            return null;
        } catch (ValueException e) {
            throw new LuaEngineException(name + ": " + e.getMessage(), e);
        } finally {
            state.clear();
        }
    }

    Step eval(int environment, LuaString path) {
        try {
            state.enter(LuaState.LOOKUP);
            state.push(environment);
            state.push(path);
            state.call(2);
            return new Step.Done(reader.read(FIRST, "value"), 0);
        } catch (ValueException e) {
            return failed(Cause.NOT_SERIALIZABLE, e, 0);
        } finally {
            state.clear();
        }
    }

    Step spawn(int environment, Target target, LuaValues arguments, Budget budget) {
        try {
            luaObjects.dropUnheld();
            long through = target instanceof Target.Through outer ? outer.function() : NO_FUNCTION;
            Target called = target instanceof Target.Through outer ? outer.target() : target;
            int before;
            if (called instanceof Target.Function function) {
                state.enter(LuaState.SPAWN);
                state.push(function.id());
                before = 3;
            } else {
                state.enter(LuaState.SPAWN_PATH);
                state.push(environment);
                state.push(((Target.Path) called).path());
                before = 4;
            }
            state.push(through);
            state.push(budget.instructions());
            pusher.push(arguments);
            return step(before + arguments.size(), budget.deadline().toNanos());
        } catch (ValueException e) {
            return failed(Cause.NOT_SERIALIZABLE, e, 0);
        } finally {
            state.clear();
        }
    }

    Step resume(long run, LuaValues results) {
        try {
            luaObjects.dropUnheld();
            state.enter(LuaState.RESUME);
            state.push(run);
            pusher.push(results);
            return step(1 + results.size(), timeLeft(run));
        } catch (ValueException e) {
            state.clear();
            return resumeWithError(run, LuaString.of("result: " + e.getMessage()));
        } finally {
            state.clear();
        }
    }

    Step resumeWithError(long run, LuaValue error) {
        try {
            state.enter(LuaState.RESUME_WITH_ERROR);
            state.push(run);
            pushError(error);
            return step(2, timeLeft(run));
        } finally {
            state.clear();
        }
    }

    private void pushError(LuaValue error) {
        int top = state.top();
        try {
            pusher.push(error);
        } catch (ValueException e) {
            state.pop(state.top() - top);
            pusher.push(LuaString.of("error: " + e.getMessage()));
        }
    }

    @Nullable
    Void drop(long run) {
        waiting.remove(run);
        return tell(LuaState.DROP, run);
    }

    private long number(int arguments) {
        try {
            state.call(arguments);
            return state.integerAt(FIRST);
        } finally {
            state.clear();
        }
    }

    private long timeLeft(long run) {
        Long left = waiting.remove(run);
        return left == null ? Alarm.NO_DEADLINE : left;
    }

    /** Lets Lua run until the run returns, fails or asks for what the host can be given. */
    private Step step(int arguments, long nanos) {
        alarm.begin(nanos);
        try {
            state.call(arguments);
            while (true) {
                switch ((int) state.integerAt(FIRST)) {
                    case DONE -> {
                        return done(state.integerAt(FIRST + 1));
                    }
                    case ASKS -> {
                        Step operation = operation(state.integerAt(FIRST + 1));
                        if (operation != null) {
                            return operation;
                        }
                    }
                    case FAILED -> {
                        return failure();
                    }
                    default -> throw new LuaEngineException("step: " + state.integerAt(FIRST) + " (expected: 0 to 2)");
                }
            }
        } finally {
            alarm.end();
        }
    }

    private Step done(long instructions) {
        try {
            return new Step.Done(reader.read(FIRST + 2, "result"), instructions);
        } catch (ValueException e) {
            return failed(alarm.hasRung() ? Cause.BUDGET : Cause.NOT_SERIALIZABLE, e, instructions);
        }
    }

    /** What the host cannot be given is the error of the function that was to give it: then null, and Lua has gone on. */
    private @Nullable Step operation(long run) {
        String name = state.stringAt(FIRST + 2).toString();
        LuaValues arguments;
        try {
            arguments = reader.read(FIRST + 3, "argument");
        } catch (ValueException e) {
            state.clear();
            state.enter(LuaState.RESUME_WITH_ERROR);
            state.push(run);
            state.push(LuaString.of(name + ": " + e.getMessage()));
            state.call(2);
            return null;
        }
        long left = alarm.nanosLeft();
        if (left != Alarm.NO_DEADLINE) {
            waiting.put(run, left);
        }
        return new Step.Operation(run, name, arguments);
    }

    private Step failure() {
        long instructions = state.integerAt(FIRST + 1);
        Cause cause = CAUSES[(int) state.integerAt(FIRST + 2)];
        String trace = Tracebacks.clean(state.stringAt(FIRST + 3).toString());
        if (cause == Cause.INTERRUPTED) {
            return new Step.Failed(LuaString.of(alarm.reason()), trace, cause, instructions);
        }
        LuaValue error;
        try {
            error = state.top() < FIRST + 4
                    ? NOTHING
                    : reader.read(FIRST + 4, "error").get(0);
        } catch (ValueException e) {
            error = LuaString.of(String.valueOf(e.getMessage()));
        }
        return new Step.Failed(error, trace, cause, instructions);
    }

    private static Step failed(Cause cause, ValueException why, long instructions) {
        return new Step.Failed(LuaString.of(String.valueOf(why.getMessage())), "", cause, instructions);
    }
}
