package io.perigee.codec.json;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;

/**
 * An object reference as it stands on the wire, without the object: what tools show that see bytes and no connection.
 *
 * @param senders whether the object lives at the sender of the message, or at its receiver
 */
public record ObjectNumber(boolean senders, int number) {

    /** References in which every number stands for itself, so that what was read can be shown and written again. */
    public static final ObjectReferences REFERENCES = new ObjectReferences() {
        @Override
        public Object peers(int number) {
            return new ObjectNumber(true, number);
        }

        @Override
        public Object own(int number) {
            return new ObjectNumber(false, number);
        }

        @Override
        public int numberAtPeer(Object object) {
            return object instanceof ObjectNumber reference && !reference.senders ? reference.number : 0;
        }

        @Override
        public int export(Object object) {
            if (object instanceof ObjectNumber reference) {
                return reference.number;
            }
            throw new CodecException(
                    CodecError.UNENCODABLE, object.getClass().getSimpleName(), "an object with a number");
        }
    };
}
