package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewayCall;
import io.perigee.gateway.GatewaySettings;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/** A call that came as a request. */
final class ZmqCall extends GatewayCall {
    private final RequestSocket socket;
    private final Request request;
    private final @Nullable ScriptSession scripts;
    private final int maxMessage;

    ZmqCall(RequestSocket socket, Request request, @Nullable ScriptSession scripts, GatewaySettings settings) {
        super(socket.session(request), settings.listener());
        this.socket = socket;
        this.request = request;
        this.scripts = scripts;
        this.maxMessage = settings.maxMessage();
    }

    @Override
    protected @Nullable ScriptSession scripts() {
        return scripts;
    }

    @Override
    protected void reply(LuaValues results) {
        socket.answer(request, Answer.of(results, maxMessage));
    }

    @Override
    protected void replyError(Reason reason, LuaValue error, String text) {
        LuaValue raised = reason == Reason.RAISED ? error : LuaNil.NIL;
        socket.answer(request, Answer.error(raised, text, maxMessage));
    }
}
