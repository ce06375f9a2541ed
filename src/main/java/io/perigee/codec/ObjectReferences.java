package io.perigee.codec;

/** The objects of one connection that pass by reference: section 7 of the specification. */
public interface ObjectReferences {

    /** No objects pass by reference here. */
    ObjectReferences NONE = new ObjectReferences() {
        @Override
        public Object peers(int number) {
            throw new CodecException(CodecError.UNKNOWN_OBJECT, number, "no object references here");
        }

        @Override
        public Object own(int number) {
            throw new CodecException(CodecError.UNKNOWN_OBJECT, number, "no object references here");
        }

        @Override
        public int numberAtPeer(Object object) {
            return 0;
        }

        @Override
        public int export(Object object) {
            throw new CodecException(CodecError.UNENCODABLE, object.getClass().getName(), "no object references here");
        }
    };

    /** The stand-in of the peer's object of this number. */
    Object peers(int number);

    /**
     * Our own object of this number, handed out earlier.
     *
     * @throws CodecException of the kind {@code unknown-object} if there is none
     */
    Object own(int number);

    /** The number of an object that lives at this very peer; 0 if it does not. */
    int numberAtPeer(Object object);

    /** Hands out an object of ours: the number by which the peer will know it. */
    int export(Object object);
}
