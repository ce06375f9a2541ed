package io.perigee.gateway;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.InboundCall;
import io.perigee.procedure.PeerSession;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/** A call of a peer; a dialect extends this with how it replies. */
public abstract class GatewayCall extends InboundCall {
    private final PeerSession session;
    private final @Nullable RpcListener listener;
    private final long startNanos;

    protected GatewayCall(PeerSession session, @Nullable RpcListener listener) {
        this.session = session;
        this.listener = listener == null || listener.ignoresServedCalls() ? null : listener;
        this.startNanos = this.listener == null ? 0 : System.nanoTime();
    }

    /**
     * Replies with results; called on any thread, once.
     *
     * @throws RuntimeException if they have no form in the dialect; nothing was sent then
     */
    protected abstract void reply(LuaValues results);

    /**
     * Replies with an error: instead of results, or when these had no form. Called on any thread.
     *
     * @param text the error as one line, for dialects that know no other
     */
    protected abstract void replyError(Reason reason, LuaValue error, String text);

    @Override
    public final String peer() {
        return session.peer().address();
    }

    @Override
    public final PeerSession session() {
        return session;
    }

    /** A caller that refuses: over these dialects only one side calls. */
    @Override
    public final Caller caller() {
        return new NoCaller(peer());
    }

    @Override
    protected final void answer(LuaValues results) {
        try {
            reply(results);
        } catch (RuntimeException | Error e) {
            refuse(Reason.NOT_SERIALIZABLE, LuaString.of("Cannot serialize result: " + e.getMessage()));
            return;
        }
        tell(null);
    }

    @Override
    protected final void refuse(Reason reason, LuaValue error) {
        String text = ErrorText.of(reason, error, procedure());
        replyError(reason, error, text);
        tell(text);
    }

    private void tell(@Nullable String error) {
        if (listener != null) {
            listener.onCallServed(new CallInfo(peer(), procedure(), System.nanoTime() - startNanos, error));
        }
    }
}
