package io.perigee.bench.codec;

import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.util.function.Function;

/** The forms that are measured. */
public enum Forms {
    LUATOBIN("luatobin", sample -> new CodecForm(Luatobin.INSTANCE, sample.contents())),
    MSGPACK_CODEC("msgpack", sample -> new CodecForm(MsgPack.INSTANCE, sample.contents())),
    MSGPACK("msgpack-core, reused", sample -> new MsgpackForm(sample.contents())),
    BY_HAND("luatobin by hand, no model", HandWrittenSamples::of);

    final String title;

    @SuppressWarnings("ImmutableEnumChecker") // Lambdas that capture nothing.
    private final Function<Sample, Form> maker;

    Forms(String title, Function<Sample, Form> maker) {
        this.title = title;
        this.maker = maker;
    }

    Form of(Sample sample) {
        return maker.apply(sample);
    }
}
