package io.perigee.gateway.zmq;

import io.perigee.procedure.CallContext;
import io.perigee.procedure.ScriptException;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What all clients of a socket have of a host of scripts: its globals, and no functions of their own. */
record SharedSession(ScriptSession session) implements ScriptSession {

    @Override
    public CompletionStage<LuaValues> eval(LuaString path) {
        return session.eval(path);
    }

    @Override
    public CompletionStage<LuaValues> call(LuaString path, LuaValues arguments, @Nullable CallContext call) {
        return session.call(path, arguments, call);
    }

    @Override
    public CompletionStage<LuaValues> build(LuaValue chunk) {
        return refusal();
    }

    @Override
    public CompletionStage<LuaValues> run(LuaValue number, LuaValues arguments, @Nullable CallContext call) {
        return refusal();
    }

    @Override
    public CompletionStage<LuaValues> invoke(
            RemoteObject object, LuaString method, LuaValues arguments, @Nullable CallContext call) {
        return session.invoke(object, method, arguments, call);
    }

    /** An upload lives as long as the connection of its owner, and here nothing says when that ends. */
    private static CompletionStage<LuaValues> refusal() {
        return CompletableFuture.failedFuture(new ScriptException(
                Reason.RAISED,
                LuaString.of("newexec: over ZeroMQ, where nothing says when a client is gone (expected: a connection of"
                        + " the binary protocol)")));
    }

    @Override
    public void close() {
        session.close();
    }
}
