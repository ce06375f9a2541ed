package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodecExceptionTest {

    @Test
    void anErrorOfReadingNamesItsByte() {
        var e = new CodecException(CodecError.BAD_BOOLEAN, "02", "00 or 01", 0);
        assertThat(e).hasMessage("bad-boolean: 02 (expected: 00 or 01) at byte 0");
        assertThat(e.error()).isEqualTo(CodecError.BAD_BOOLEAN);
        assertThat(e.offset()).isZero();
    }

    @Test
    void anErrorOfWritingHasNoByte() {
        var e = new CodecException(CodecError.CYCLE, "a cycle", "a tree");
        assertThat(e).hasMessage("cycle: a cycle (expected: a tree)");
        assertThat(e.offset()).isEqualTo(-1);
    }
}
