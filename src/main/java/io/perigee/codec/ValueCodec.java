package io.perigee.codec;

/** A form of Lua values on the wire. Implementations are stateless; their readers and writers are not. */
public interface ValueCodec {

    /** The name under which options and the command know the codec. */
    String name();

    /**
     * True if a name may begin with this byte, 0 to 255: what a call begins with tells codecs apart, section 14.4 of the
     * specification.
     */
    boolean beginsName(int firstByte);

    /** A reader for one thread at a time. */
    ValueReader newReader(DecodeLimits limits, ObjectReferences references);

    /** A writer for one thread at a time. */
    ValueWriter newWriter(ObjectReferences references);
}
