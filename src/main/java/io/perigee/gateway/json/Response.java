package io.perigee.gateway.json;

import io.perigee.gateway.OutboundCall;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/** What a response says. */
sealed interface Response {

    /** Ends the call that it is the response of. */
    void end(OutboundCall call);

    record Results(LuaValues values) implements Response {
        @Override
        public void end(OutboundCall call) {
            call.succeed(values);
        }
    }

    record Failure(Reason reason, LuaValue error) implements Response {
        @Override
        public void end(OutboundCall call) {
            call.raise(reason, error);
        }
    }
}
