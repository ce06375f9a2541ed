package io.perigee.codec.msgpack;

import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import org.msgpack.core.MessageFormat;

/**
 * Values as MessagePack: section 14 of {@code protocol-spec.md}.
 *
 * <p>Reads all that MessagePack has but extensions, and keeps its own limits: those of {@link DecodeLimits}, the nodes
 * counted for a whole payload. Functions have no form in it, and neither has a table that is inside of itself; a table
 * that occurs twice is written twice.
 */
public final class MsgPack implements ValueCodec {
    /** For peers of the binary protocol: lists as arrays, strings that are no UTF-8 as binary, objects as an extension. */
    public static final MsgPack INSTANCE = new MsgPack("msgpack", new Profile(true, true, true, true));

    /** For StockMQ and LuaOverMQ, which know neither: all tables are maps, all strings are strings, without NUL. */
    public static final MsgPack STOCKMQ = new MsgPack("msgpack-stockmq", new Profile(false, false, false, false));

    private final String name;
    private final Profile profile;

    private MsgPack(String name, Profile profile) {
        this.name = name;
        this.profile = profile;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean beginsName(int firstByte) {
        return switch (MessageFormat.valueOf((byte) firstByte)) {
            case FIXSTR, STR8, STR16, STR32, BIN8, BIN16, BIN32 -> true;
            default -> false;
        };
    }

    @Override
    public MsgPackReader newReader(DecodeLimits limits, ObjectReferences references) {
        return new MsgPackReader(limits, profile.objects() ? references : ObjectReferences.NONE, profile);
    }

    @Override
    public MsgPackWriter newWriter(ObjectReferences references) {
        return new MsgPackWriter(profile.objects() ? references : ObjectReferences.NONE, profile);
    }
}
