package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way out.
 *
 * <p>Scalars never change, and are written straight into the send buffer by the event loop. Tables may change as soon as
 * the caller has them back, and may be large: they are encoded on the thread that hands them over.
 */
final class Payload {
    private static final int LARGEST_KEPT_SCRATCH = 1 << 16;
    private static final ThreadLocal<@Nullable ByteBuf> SCRATCH = new ThreadLocal<>();

    private final @Nullable LuaValues values;
    private final byte @Nullable [] encoded;

    private Payload(@Nullable LuaValues values, byte @Nullable [] encoded) {
        this.values = values;
        this.encoded = encoded;
    }

    /**
     * @throws CodecException if a table has no form on the wire; scalars may still be refused by {@link #writeTo}
     */
    static Payload of(LuaValues values, ValueCodec codec, ObjectReferences objects) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof LuaTable) {
                return new Payload(null, encode(values, codec.newWriter(objects)));
            }
        }
        return new Payload(values, null);
    }

    private static byte[] encode(LuaValues values, ValueWriter writer) {
        ByteBuf scratch = SCRATCH.get();
        if (scratch == null) {
            scratch = Unpooled.buffer(256);
            SCRATCH.set(scratch);
        }
        scratch.clear();
        try {
            write(scratch, values, writer);
            var bytes = new byte[scratch.readableBytes()];
            scratch.readBytes(bytes);
            return bytes;
        } finally {
            if (scratch.capacity() > LARGEST_KEPT_SCRATCH) {
                SCRATCH.remove();
            }
        }
    }

    /**
     * @throws CodecException if a value has no form on the wire
     */
    void writeTo(ByteBuf out, ValueWriter writer) {
        if (encoded != null) {
            out.writeBytes(encoded);
        } else if (values != null) {
            write(out, values, writer);
        }
    }

    private static void write(ByteBuf out, LuaValues values, ValueWriter writer) {
        for (int i = 0; i < values.size(); i++) {
            writer.write(out, values.get(i));
        }
    }
}
