package io.perigee.gateway.zmq;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.msgpack.MsgPackReader;
import io.perigee.procedure.NameProbe;
import io.perigee.value.LuaValues;

/** Reads calls: an array of a name and its arguments. For one thread. */
final class CallReader {
    private final MsgPackReader reader;

    CallReader(DecodeLimits limits) {
        reader = Frames.reader(limits);
    }

    /**
     * Reads the call that a request is.
     *
     * @param name is set to the name, where it lies
     * @return the arguments
     * @throws MalformedException if it is none
     */
    LuaValues read(Request request, NameProbe name) {
        if (!request.fault().isEmpty()) {
            throw new MalformedException(request.fault());
        }
        byte[] content = request.content();
        reader.attach(content, 0, content.length);
        try {
            return read(content, name);
        } catch (CodecException e) {
            throw new MalformedException(e.getMessage());
        } finally {
            reader.detach();
        }
    }

    private LuaValues read(byte[] content, NameProbe name) {
        if (content.length == 0) {
            throw malformed("no bytes");
        }
        int elements = reader.nextArray();
        if (elements < 1) {
            throw malformed(elements == 0 ? "an empty array" : "no array");
        }
        int length = reader.nextName();
        name.set(content, reader.position(), length);
        reader.skip(length);
        LuaValues args = reader.rest();
        if (args.size() != elements - 1) {
            boolean more = args.size() > elements - 1;
            throw new CodecException(
                    more ? CodecError.TRAILING_BYTES : CodecError.TRUNCATED,
                    1 + args.size() + " values",
                    elements + ", as the array says");
        }
        return args;
    }

    private static MalformedException malformed(String found) {
        return new MalformedException("request: " + found + " (expected: an array of a name and its arguments)");
    }

    /** A message that is no call. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String text;

        MalformedException(String text) {
            super(text, null, false, false);
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
