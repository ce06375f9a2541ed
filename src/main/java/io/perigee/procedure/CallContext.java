package io.perigee.procedure;

import io.perigee.remote.Caller;
import io.perigee.value.LuaValues;
import io.perigee.value.LuaView;

/** One call as the procedure sees it: the arguments, and who calls. Immutable. Section 5.4 of {@code protocol-spec.md}. */
public interface CallContext {

    /** The name under which the procedure was called. */
    String procedure();

    /** All arguments; nil counts. */
    LuaValues args();

    /** The argument at {@code index}, counted from 0, nil beyond the end; errors of its conversions name it. */
    LuaView arg(int index);

    /** The peer that calls; it can be called back, to any depth, before this call is answered. */
    Caller caller();

    /** The address of the peer that calls, as text. */
    String peer();

    /** The connection of the peer, as long as it lasts: who is there, and what it has logged in as. */
    PeerSession session();
}
