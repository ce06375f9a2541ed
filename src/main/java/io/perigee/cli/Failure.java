package io.perigee.cli;

import io.perigee.cli.demo.DemoException;
import io.perigee.codec.CodecException;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import java.net.SocketException;
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
        if (thrown instanceof RpcRefusedException) {
            // A value without a form on the wire is a mistake of the command line and not a matter of policy.
            boolean unencodable = thrown.getCause() instanceof CodecException;
            return new Failure(unencodable ? ExitCode.USAGE : ExitCode.REFUSED, text(thrown));
        }
        if (thrown instanceof RpcException
                || thrown instanceof SocketException
                || thrown instanceof UnresolvedAddressException) {
            return new Failure(ExitCode.UNREACHABLE, text(thrown));
        }
        if (thrown instanceof DemoException) {
            return new Failure(ExitCode.REMOTE_ERROR, text(thrown));
        }
        if (thrown instanceof NoSuchFileException file) {
            return new Failure(ExitCode.USAGE, file.getFile() + ": no such file");
        }
        if (thrown instanceof AccessDeniedException file) {
            return new Failure(ExitCode.USAGE, file.getFile() + ": permission denied");
        }
        return new Failure(ExitCode.USAGE, text(thrown));
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
