package io.perigee.isolation;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.Procedure;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaString;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations of an engine as procedures, which the process that it is in offers to its host. */
final class EngineProcedures {
    static final String NEW_ENVIRONMENT = "engine.newEnvironment";
    static final String DROP_ENVIRONMENT = "engine.dropEnvironment";
    static final String LOAD = "engine.load";
    static final String DROP_FUNCTION = "engine.dropFunction";
    static final String REGISTER = "engine.register";
    static final String SET = "engine.set";
    static final String EVAL = "engine.eval";
    static final String SPAWN = "engine.spawn";
    static final String RESUME = "engine.resume";
    static final String RESUME_WITH_ERROR = "engine.resumeWithError";
    static final String DROP = "engine.drop";
    static final String INTERRUPT = "engine.interrupt";

    /** How many arguments of {@link #SPAWN} come before those of the function. */
    private static final int OF_SPAWN = 5;

    private final LuaEngine engine;

    private EngineProcedures(LuaEngine engine) {
        this.engine = engine;
    }

    /**
     * None of them blocks: the engine's methods return at once. So they run in the order in which they were called.
     */
    static Procedures of(LuaEngine engine) {
        var self = new EngineProcedures(engine);
        return new Procedures()
                .addNonBlocking(NEW_ENVIRONMENT, call -> engine.newEnvironment())
                .addNonBlocking(LOAD, self::load)
                .addNonBlocking(REGISTER, call -> engine.register(text(call, 0)))
                .addNonBlocking(
                        SET, call -> engine.set(text(call, 0), call.args().get(1)))
                .addNonBlocking(
                        EVAL,
                        call -> self.steps(engine.eval(
                                call.arg(0).asInt(), (LuaString) call.args().get(1))))
                .addNonBlocking(SPAWN, self::spawn)
                .addNonBlocking(
                        RESUME,
                        call -> self.steps(
                                engine.resume(call.arg(0).asLong(), call.args().skip(1))))
                .addNonBlocking(
                        RESUME_WITH_ERROR,
                        call -> self.steps(engine.resumeWithError(
                                call.arg(0).asLong(), call.args().get(1))))
                .addNonBlocking(
                        DROP_ENVIRONMENT,
                        told(call -> engine.dropEnvironment(call.arg(0).asInt())))
                .addNonBlocking(
                        DROP_FUNCTION,
                        told(call -> engine.dropFunction(call.arg(0).asLong())))
                .addNonBlocking(DROP, told(call -> engine.drop(call.arg(0).asLong())))
                .addNonBlocking(INTERRUPT, told(call -> engine.interrupt(text(call, 0))));
    }

    private Object load(CallContext call) {
        return engine.load(call.arg(0).asInt(), (LuaString) call.args().get(1), text(call, 2));
    }

    private Object spawn(CallContext call) {
        Target target = call.args().get(1) instanceof LuaString path
                ? new Target.Path(path)
                : new Target.Function(call.arg(1).asLong());
        LuaValue through = call.args().get(2);
        return steps(engine.spawn(
                call.arg(0).asInt(),
                through.isNil() ? target : new Target.Through(through.asLong(), target),
                call.args().skip(OF_SPAWN),
                new Budget(call.arg(3).asLong(), Duration.ofNanos(call.arg(4).asLong()))));
    }

    private Object steps(CompletionStage<? extends Step> stage) {
        return refusingObjects(stage).thenApply(StepForm::write);
    }

    /** Objects stay in the process that they live in. */
    private CompletionStage<Step> refusingObjects(CompletionStage<? extends Step> stage) {
        return stage.thenCompose(step -> {
            if (step instanceof Step.Operation operation) {
                LuaString refusal = StepForm.refusal(operation.name() + ": argument", operation.arguments());
                return refusal == null
                        ? CompletableFuture.completedFuture(step)
                        : refusingObjects(engine.resumeWithError(operation.run(), refusal));
            }
            return CompletableFuture.completedFuture(withoutObjects(step));
        });
    }

    private static Step withoutObjects(Step step) {
        if (step instanceof Step.Done done) {
            LuaString refusal = StepForm.refusal("result", done.results());
            return refusal == null
                    ? step
                    : new Step.Failed(refusal, "", Step.Cause.NOT_SERIALIZABLE, done.instructions());
        }
        if (step instanceof Step.Failed failed && failed.error() instanceof LuaUserdata) {
            LuaString refusal = StepForm.refusal("error", LuaValues.of(failed.error()));
            return new Step.Failed(
                    refusal == null ? failed.error() : refusal,
                    failed.traceback(),
                    failed.cause(),
                    failed.instructions());
        }
        return step;
    }

    private static String text(CallContext call, int index) {
        return StepForm.text(call.args().get(index));
    }

    private interface Told {
        void accept(CallContext call);
    }

    private static Procedure told(Told told) {
        return call -> {
            told.accept(call);
            return null;
        };
    }
}
