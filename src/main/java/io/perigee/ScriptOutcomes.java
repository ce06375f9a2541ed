package io.perigee;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.perigee.procedure.LuaError;
import io.perigee.remote.Futures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** What scripts are told of what they asked for, in the texts that they know from the Lua module where it has some. */
final class ScriptOutcomes {
    private static final byte[] RAISED_REMOTELY = "Error in remote call:\n".getBytes(US_ASCII);

    private ScriptOutcomes() {}

    /** Of a call: errors of the procedure are raised, all else is nil and a message. */
    static CompletionStage<LuaValues> ofCall(CompletionStage<LuaValues> call) {
        return call.handle((results, failure) -> {
            if (failure == null) {
                return results;
            }
            Throwable cause = Futures.unwrap(failure);
            if (cause instanceof RemoteErrorException error && error.reason() == Reason.RAISED) {
                throw new LuaError(error.error() instanceof LuaString text ? remotely(text) : error.error());
            }
            if (cause instanceof RpcRefusedException && cause.getCause() != null) {
                throw new LuaError(String.valueOf(cause.getCause().getMessage()));
            }
            return LuaValues.from(null, message(cause));
        });
    }

    private static LuaString remotely(LuaString error) {
        byte[] all = Arrays.copyOf(RAISED_REMOTELY, RAISED_REMOTELY.length + error.length());
        System.arraycopy(error.unwrap(), 0, all, RAISED_REMOTELY.length, error.length());
        return LuaString.wrap(all);
    }

    /** Of what came to nothing: nil and a message. */
    static LuaValues refusal(Throwable failure) {
        return LuaValues.from(null, message(Futures.unwrap(failure)));
    }

    private static String message(Throwable cause) {
        if (cause instanceof RpcTimeoutException) {
            return "timeout";
        }
        if (cause instanceof RemoteErrorException error) {
            return switch (error.reason()) {
                case NO_SUCH_PROCEDURE -> "function not existing";
                case NOT_CALLABLE -> "not a function";
                default ->
                    error.error().isNil() ? "not serialisable" : error.error().toString();
            };
        }
        return String.valueOf(cause.getMessage());
    }
}
