package io.perigee.isolation;

import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;

/**
 * Values between an engine and its host: lengths of 32 bits and integers of 64, since strings and tables of a state may
 * be longer, and numbers of some dialects larger, than luatobin has room for.
 *
 * <pre>
 * 00           nil
 * 01, 02       false, true
 * 03 i32       integer        04 i64  integer        05 f64  double
 * 06 n32 …     string of n bytes
 * 07 n32 …     table of n pairs, key and value in turn
 * 08 n32       the table that was begun as the nth of this top-level value, from 1
 * 09 n32 …     function of n bytes of bytecode
 * </pre>
 *
 * All numbers have the highest byte first. Objects have no form.
 */
final class WideCodec implements ValueCodec {
    static final WideCodec INSTANCE = new WideCodec();

    static final int NIL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int INT = 3;
    static final int LONG = 4;
    static final int DOUBLE = 5;
    static final int STRING = 6;
    static final int TABLE = 7;
    static final int REFERENCE = 8;
    static final int FUNCTION = 9;

    private WideCodec() {}

    @Override
    public String name() {
        return "wide";
    }

    @Override
    public boolean beginsName(int firstByte) {
        return firstByte == STRING;
    }

    @Override
    public ValueReader newReader(DecodeLimits limits, ObjectReferences references) {
        return new WideReader(limits);
    }

    @Override
    public ValueWriter newWriter(ObjectReferences references) {
        return new WideWriter();
    }
}
