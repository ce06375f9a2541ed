package io.perigee.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is sent when source is uploaded. */
class RemoteFunctionTest {
    private final List<Object> uploads = new ArrayList<>();

    @Test
    void sourceIsBytesInWhateverEncoding() {
        byte[] latin1 = "return 'h\u00e9llo'".getBytes(ISO_8859_1);
        uploader().newexec(LuaString.wrap(latin1));
        assertThat(uploads).containsExactly(LuaString.wrap(latin1));
    }

    @Test
    void longSourceGoesInPieces() {
        byte[] source = new byte[130_001];
        source[source.length - 1] = 7;
        uploader().newexec(LuaString.wrap(source));
        var joined = new ByteArrayOutputStream();
        for (LuaValue piece : ((LuaValue) uploads.get(0)).asList()) {
            byte[] bytes = ((LuaString) piece).toByteArray();
            assertThat(bytes.length).isLessThanOrEqualTo(65_534);
            joined.writeBytes(bytes);
        }
        assertThat(joined.toByteArray()).isEqualTo(source);
    }

    private Caller uploader() {
        return new Caller() {
            @Override
            public LuaValues call(String procedure, Object... args) {
                assertThat(procedure).isEqualTo(WellKnown.BUILD_EXEC);
                uploads.add(args[0]);
                return LuaValues.of(LuaInteger.of(1));
            }

            @Override
            public CompletableFuture<LuaValues> callAsync(String procedure, Object... args) {
                return CompletableFuture.completedFuture(call(procedure, args));
            }

            @Override
            public Caller withTimeout(Duration timeout) {
                return this;
            }
        };
    }
}
