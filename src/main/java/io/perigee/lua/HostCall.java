package io.perigee.lua;

import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.observe.PeerInfo;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.InboundCall;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.NameProbe;
import io.perigee.procedure.PeerSession;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A call of a Java procedure that Lua makes: it runs as one of a peer would. */
final class HostCall extends InboundCall {
    private final @Nullable CallContext cause;
    private final Caller host;
    private final CompletableFuture<LuaValues> outcome = new CompletableFuture<>();

    /** @param cause what the run answers; null if nobody outside called */
    private HostCall(@Nullable CallContext cause, Caller host) {
        this.cause = cause;
        this.host = host;
    }

    /** The procedure of this name as an operation. */
    static HostOperation operation(CallDispatcher dispatcher, String name, Caller host) {
        byte[] bytes = LuaValue.of(name).unwrap();
        return new HostOperation() {
            @Override
            public CompletionStage<LuaValues> call(LuaValues arguments, RunContext run) {
                var call = new HostCall(run.call(), host);
                var probe = new NameProbe();
                probe.set(bytes, 0, bytes.length);
                dispatcher.dispatch(probe, arguments, call);
                return call.outcome;
            }
        };
    }

    @Override
    public Caller caller() {
        return cause == null ? host : cause.caller();
    }

    @Override
    public String peer() {
        return cause == null ? LuaCaller.PEER : cause.peer();
    }

    @Override
    public PeerSession session() {
        return cause == null ? new PeerSession(PeerInfo.named(LuaCaller.PEER), null) : cause.session();
    }

    @Override
    protected void answer(LuaValues results) {
        outcome.complete(results);
    }

    @Override
    protected void refuse(Reason reason, LuaValue error) {
        boolean silent = reason != Reason.RAISED && error instanceof LuaNil;
        outcome.completeExceptionally(new LuaError(silent ? procedure() + ": " + text(reason) : error));
    }

    private static String text(Reason reason) {
        return reason == Reason.NO_SUCH_PROCEDURE ? "no such procedure" : "not a procedure";
    }
}
