package io.perigee.cli;

import io.perigee.cli.demo.DemoException;
import io.perigee.cli.replay.VectorException;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.lua.LuaScriptException;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.ValueException;
import io.perigee.wire.FrameException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What an exception means to the user: an exit code, and one line. */
record Failure(int exitCode, String message) {

    static Failure of(Throwable thrown) {
        if (thrown instanceof RemoteErrorException error) {
            return new Failure(ExitCode.REMOTE_ERROR, remoteError(error));
        }
        if (thrown instanceof RpcTimeoutException) {
            return new Failure(ExitCode.DEADLINE, text(thrown));
        }
        if (thrown instanceof RpcRefusedException || thrown instanceof RpcProtocolException) {
            return new Failure(refusal(thrown), text(thrown));
        }
        if (thrown instanceof RpcException
                || thrown instanceof SocketException
                || thrown instanceof SocketTimeoutException) {
            return new Failure(ExitCode.UNREACHABLE, text(thrown));
        }
        if (thrown instanceof UnresolvedAddressException) {
            return new Failure(ExitCode.UNREACHABLE, "no such host");
        }
        if (thrown instanceof LuaEngineException) {
            return new Failure(ExitCode.UNREACHABLE, text(thrown));
        }
        if (thrown instanceof LuaScriptException script) {
            return new Failure(ExitCode.REMOTE_ERROR, script.text());
        }
        if (thrown instanceof DemoException) {
            return new Failure(ExitCode.REMOTE_ERROR, text(thrown));
        }
        if (isOfWhatWasGiven(thrown)) {
            return new Failure(ExitCode.USAGE, usage(thrown));
        }
        return new Failure(ExitCode.INTERNAL_ERROR, "internal error: " + thrown);
    }

    /**
     * What the call or its answer was refused for. An argument without a form on the wire is a mistake of the command
     * line, as all arguments come from there, and an answer that cannot be understood is the peer's; all else that this
     * side refuses, bytecode and more calls than may wait among it, it refuses by its rules.
     */
    private static int refusal(Throwable thrown) {
        if (thrown.getCause() instanceof CodecException codec && codec.error() == CodecError.BYTECODE_REFUSED) {
            return ExitCode.REFUSED;
        }
        if (thrown instanceof RpcProtocolException) {
            return ExitCode.REMOTE_ERROR;
        }
        boolean hasNoForm = thrown.getCause() instanceof CodecException || thrown.getCause() instanceof ValueException;
        return hasNoForm ? ExitCode.USAGE : ExitCode.REFUSED;
    }

    /** What commands throw when their arguments, or the files that these name, are not what they should be. */
    private static boolean isOfWhatWasGiven(Throwable thrown) {
        return thrown instanceof CodecException
                || thrown instanceof FrameException
                || thrown instanceof VectorException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof IOException;
    }

    private static String usage(Throwable thrown) {
        if (thrown instanceof NoSuchFileException file) {
            return file.getFile() + ": no such file";
        }
        if (thrown instanceof AccessDeniedException file) {
            return file.getFile() + ": permission denied";
        }
        return text(thrown);
    }

    /** An error that is a string speaks for itself; any other value is shown as Lua would write it. */
    private static String remoteError(RemoteErrorException error) {
        if (error.reason() != RemoteErrorException.Reason.RAISED || error.error() instanceof LuaString) {
            return text(error);
        }
        return error.procedure() + " at " + error.peer() + ": error raised: " + LuaText.brief(error.error());
    }

    private static String text(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }
}
