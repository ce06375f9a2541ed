package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.ByteOutput;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameHeaderTest {

    @Test
    void theSizeIsThatOfThePayloadBehindIt() {
        var out = new ByteOutput(2);
        out.writeShort(0xeeee);
        for (int payload = 0; payload < 3; payload++) {
            int start = out.length();
            FrameHeader.begin(out, FrameHeader.RESPONSE, 0xfe);
            out.writeBytes(new byte[payload]);
            FrameHeader.finish(out, start);
        }
        assertThat(HexFormat.of().formatHex(out.toByteArray()))
                .isEqualTo("eeee" + "01fe00000000" + "01fe0000000100" + "01fe000000020000");
    }
}
