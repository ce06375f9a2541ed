package io.perigee.procedure;

import io.perigee.remote.Futures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.value.LuaView;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A call that came in, over whatever dialect: a dialect extends this with how it answers.
 *
 * <p>Exactly one of {@link #answer} and {@link #refuse} is called, exactly once, whatever the procedure does.
 */
public abstract class InboundCall implements CallContext, Runnable {
    private static final LuaString NOT_SERIALIZABLE = LuaString.of("Cannot serialize result");

    private String name = "";
    private LuaValues args = LuaValues.empty();
    private @Nullable Procedure code;

    /** Sends results; called on any thread. */
    protected abstract void answer(LuaValues results);

    /** As {@link #answer(LuaValues)}, of one integer: the answer that costs a dialect least need not become a value. */
    protected void answer(long result) {
        answer(LuaValues.of(LuaInteger.of(result)));
    }

    /** Sends an error; called on any thread. */
    protected abstract void refuse(Reason reason, LuaValue error);

    /**
     * It is to run on a thread of its own, or in a way of which nothing is known: told where it came in, before it runs.
     * Calls of non-blocking procedures never are.
     */
    protected void takesRoom() {}

    /** What the peer that calls has of a host of scripts; null if there is none. */
    protected @Nullable ScriptSession scripts() {
        return null;
    }

    /** What was called, known before it is known whether there is such a procedure. */
    final void asks(String procedureName, LuaValues arguments) {
        name = procedureName;
        args = arguments;
    }

    final void begin(String procedureName, LuaValues arguments, Procedure procedure) {
        asks(procedureName, arguments);
        code = procedure;
    }

    @Override
    public final String procedure() {
        return name;
    }

    @Override
    public final LuaValues args() {
        return args;
    }

    @Override
    public final LuaView arg(int index) {
        return args.view("argument", index);
    }

    /** Runs the procedure and answers: nothing that it does or throws gets past this. */
    @Override
    public final void run() {
        Procedure procedure = code;
        if (procedure == null) {
            throw new IllegalStateException("call: not begun");
        }
        long integer = 0;
        LuaValues results = null;
        try {
            Object result = procedure.call(this);
            if (result instanceof Integer number) {
                integer = number;
            } else if (result instanceof Long number) {
                integer = number;
            } else if (result instanceof CompletionStage<?> stage) {
                answerLater(stage);
                return;
            } else {
                results = toResults(result);
            }
        } catch (Throwable t) {
            refuse(t);
            return;
        }
        if (results == null) {
            answer(integer);
        } else {
            answer(results);
        }
    }

    private void answerLater(CompletionStage<?> stage) {
        stage.whenComplete((result, failure) -> {
            if (failure != null) {
                refuse(failure);
                return;
            }
            LuaValues results;
            try {
                results = toResults(result);
            } catch (Throwable t) {
                refuse(t);
                return;
            }
            answer(results);
        });
    }

    private static LuaValues toResults(@Nullable Object result) {
        if (result instanceof LuaValues values) {
            return values;
        }
        try {
            return LuaValues.of(LuaValue.from(result));
        } catch (IllegalArgumentException e) {
            throw new NotSerializableException(e);
        }
    }

    private void refuse(Throwable thrown) {
        Throwable cause = Futures.unwrap(thrown);
        if (cause instanceof NotSerializableException) {
            refuseResult();
        } else if (cause instanceof ScriptException failure) {
            refuse(failure);
        } else {
            refuse(Reason.RAISED, errorValue(cause));
        }
    }

    private void refuse(ScriptException failure) {
        if (failure.reason() == Reason.NOT_SERIALIZABLE) {
            refuseResult();
        } else {
            refuse(failure.reason(), failure.error());
        }
    }

    /** The results have no form on the wire. */
    protected final void refuseResult() {
        refuse(Reason.NOT_SERIALIZABLE, NOT_SERIALIZABLE);
    }

    /** What the caller sees of a failure: the value that was raised, or one line of text; never a stack trace. */
    private static LuaValue errorValue(Throwable thrown) {
        if (thrown instanceof LuaError error) {
            return error.value();
        }
        if (thrown instanceof RemoteErrorException nested && !(nested.error() instanceof LuaNil)) {
            return nested.error();
        }
        return LuaString.of(text(thrown));
    }

    private static String text(Throwable thrown) {
        String message = null;
        try {
            message = thrown.getMessage();
        } catch (Throwable t) {
            // It says nothing about itself, but the caller must have an answer.
        }
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /** A result that cannot be answered with. */
    static final class NotSerializableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSerializableException() {}

        NotSerializableException(Throwable cause) {
            super(cause);
        }
    }
}
