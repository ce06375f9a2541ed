package io.perigee.procedure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.observe.PeerInfo;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/** A call that came from nowhere, and what it was answered with. */
final class TestCall extends InboundCall {
    private final PeerSession session;
    LuaValues results;
    Reason reason;
    LuaValue error;

    private TestCall(PeerSession session) {
        this.session = session;
    }

    /** Calls a procedure of a registry by way of the dispatcher, on this thread. */
    static TestCall of(Procedures procedures, String name, Object... args) {
        var nobody = new PeerSession(PeerInfo.named("nowhere:1999"), null);
        return of(new CallDispatcher(procedures, Runnable::run), nobody, name, args);
    }

    static TestCall of(CallDispatcher dispatcher, PeerSession session, String name, Object... args) {
        var call = new TestCall(session);
        dispatcher.dispatch(probe(name), LuaValues.from(args), call);
        return call;
    }

    static NameProbe probe(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        var probe = new NameProbe();
        probe.set(bytes, 0, bytes.length);
        return probe;
    }

    /** The answer in one line: results, or the reason and the error. */
    String answer() {
        if (results == null) {
            return reason + " " + (error == null ? "" : LuaText.brief(error));
        }
        return String.join(", ", results.toList().stream().map(LuaText::line).toList());
    }

    @Override
    protected void answer(LuaValues answered) {
        results = answered;
    }

    @Override
    protected void refuse(Reason refused, LuaValue raised) {
        reason = refused;
        error = raised;
    }

    @Override
    public Caller caller() {
        throw new UnsupportedOperationException("caller");
    }

    @Override
    public String peer() {
        return session.peer().address();
    }

    @Override
    public PeerSession session() {
        return session;
    }
}
