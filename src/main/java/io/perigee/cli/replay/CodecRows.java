package io.perigee.cli.replay;

import io.perigee.cli.notation.HexText;
import io.perigee.cli.notation.ValueBytes;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.ObjectNumber;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.ValueException;
import java.util.function.Supplier;

/** Rows about one value and its bytes, replayed against a codec in this process. */
final class CodecRows {
    private static final int SHOWN_CHARS = 200;

    private final ValueCodec codec;

    CodecRows(ValueCodec codec) {
        this.codec = codec;
    }

    /** A row of {@code values}: bytes and the value that they are. */
    void value(Row row) {
        byte[] bytes = row.bytes("hex");
        LuaValue value = row.value("value");
        if (!row.is("direction", "encode")) {
            LuaValue decoded = ValueBytes.decode(codec, bytes);
            Check.that(Same.exactly(decoded, value), "decoded", LuaText.brief(decoded), LuaText.brief(value));
        }
        if (!row.is("direction", "decode")) {
            encodes(value, bytes);
        }
    }

    private void encodes(LuaValue value, byte[] expected) {
        byte[] encoded = ValueBytes.encode(codec, value);
        if (Same.hasOneForm(value)) {
            String found = HexText.write(encoded);
            String wanted = HexText.write(expected);
            Check.that(found.equals(wanted), "encoded", shorten(found), shorten(wanted));
        } else {
            LuaValue again = ValueBytes.decode(codec, encoded);
            Check.that(Same.exactly(again, value), "encoded and decoded", LuaText.brief(again), LuaText.brief(value));
        }
    }

    /** A row of {@code errors}: what cannot be read or written, and why. */
    void error(Row row) {
        String expected = String.valueOf(row.text("error"));
        if (row.is("direction", "encode")) {
            failsWith(expected, () -> HexText.write(ValueBytes.encode(codec, row.value("value"))));
        } else if (row.has("stage")) {
            expands(row);
        } else {
            boolean functions = !row.has("options")
                    || !"false".equals(row.row("options").fields().get("functions"));
            // No object was ever handed out here, so that every number is unknown.
            ObjectReferences objects =
                    row.is("error", "unknown-object") ? ObjectReferences.NONE : ObjectNumber.REFERENCES;
            failsWith(expected, () -> LuaText.brief(ValueBytes.decode(codec, row.bytes("hex"), functions, objects)));
        }
    }

    private interface Attempt {
        String result();
    }

    private static void failsWith(String expected, Attempt attempt) {
        String found;
        try {
            found = "no error: " + shorten(attempt.result());
        } catch (CodecException e) {
            if (e.error().code().equals(expected)) {
                return;
            }
            found = String.valueOf(e.getMessage());
        }
        throw new Check.Mismatch("error", found, expected);
    }

    /** What is small in memory and has no end as text; as Java objects it is refused, or it stays small. */
    private void expands(Row row) {
        LuaValue value = ValueBytes.decode(codec, row.bytes("hex"));
        Check.that(refusesToGrow(() -> LuaText.of(value)), "text", "rendered", "expansion");
        if (row.is("stage", "convert") && !refusesToGrow(() -> value.as(Object.class))) {
            int places = Places.count(value.as(Object.class));
            Check.that(places <= Places.MAX, "conversion", "more than " + Places.MAX + " places", "expansion");
        }
    }

    private static boolean refusesToGrow(Supplier<Object> conversion) {
        try {
            return conversion.get() == null;
        } catch (ValueException e) {
            return String.valueOf(e.getMessage()).contains(" nodes ");
        }
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
    }
}
