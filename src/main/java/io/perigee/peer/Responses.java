package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import org.jspecify.annotations.Nullable;

/** The payloads of responses. Every call is answered: what cannot be written becomes an error that can. */
final class Responses {
    private static final LuaValues NOT_SERIALIZABLE = LuaValues.of(LuaString.of("Cannot serialize result"));

    private Responses() {}

    /**
     * Writes a response.
     *
     * @return the error that it tells the peer of; null if none
     */
    static @Nullable LuaValue write(ByteOutput out, ValueWriter writer, int maxPayload, int status, LuaValues values) {
        if (status != Status.OK) {
            return writeError(out, writer, maxPayload, status, values);
        }
        return tryWrite(out, writer, maxPayload, status, values) == null
                ? null
                : writeError(out, writer, maxPayload, Status.NOT_SERIALIZABLE, NOT_SERIALIZABLE);
    }

    private static LuaValue writeError(
            ByteOutput out, ValueWriter writer, int maxPayload, int status, LuaValues values) {
        Throwable refused = tryWrite(out, writer, maxPayload, status, values);
        if (refused == null) {
            return values.get(0);
        }
        LuaValue reason = LuaString.of("error: " + refused.getMessage());
        if (tryWrite(out, writer, maxPayload, status, LuaValues.of(reason)) != null) {
            // Where even that is too large, the status must do.
            out.writeByte(status);
        }
        return reason;
    }

    /** Writes nothing and returns why, if the values have no form on the wire. */
    private static @Nullable Throwable tryWrite(
            ByteOutput out, ValueWriter writer, int maxPayload, int status, LuaValues values) {
        int start = out.length();
        writer.begin(out, maxPayload);
        try {
            out.writeByte(status);
            for (int i = 0; i < values.size(); i++) {
                writer.write(out, values.get(i));
            }
            FrameBatch.checkSize(out.length() - start, maxPayload);
            return null;
        } catch (RuntimeException | Error e) {
            // Not the codec's refusal alone: a table that is changed meanwhile, or no memory for the buffer.
            out.truncate(start);
            return e;
        }
    }
}
