package io.perigee.gateway.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.budget.Share;
import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.json.EmptyTable;
import io.perigee.codec.json.JsonFormatException;
import io.perigee.gateway.GatewaySettings;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Allocation;
import io.perigee.testing.Events;
import io.perigee.testing.Pieces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts are requests and responses, or a {@link JsonFormatException}: sections 16.2, 16.3 and 16.5. */
class JsonFuzzTest {
    private static final int MAX_NODES = 100;

    /** Texts of names and numbers on their way, and what tells names apart, are soon garbage and count all the same. */
    private static final int BYTES_OF_NODE = 1024;

    /** The parser and its buffers, the error and its text; and what that many nodes take. */
    private static final int APART_FROM_BYTES = 32_768 + MAX_NODES * BYTES_OF_NODE;

    /** What JSON may read and not write: arrays that are nearly all null, and integers that no double holds. */
    private static final Set<CodecError> UNWRITABLE =
            EnumSet.of(CodecError.UNENCODABLE, CodecError.INTEGER_RANGE, CodecError.SIZE_LIMIT);

    private static final EmbeddedChannel CHANNEL = new EmbeddedChannel();
    private static final GatewaySettings SETTINGS = JsonSettings.withLimits(
            JsonSettings.of(new Procedures(), new Events(), Duration.ZERO, 16), new DecodeLimits(64, MAX_NODES, false));
    private static final Envelope ENVELOPE = new Envelope(JsonDialect.DEFAULT, SETTINGS);
    private static final Envelope BARE = new Envelope(
            JsonDialect.DEFAULT.withResponse("", "results", "error").withEmptyTable(EmptyTable.OBJECT), SETTINGS);

    /** The first byte says what the others are. */
    @FuzzTest
    void envelope(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
        switch (bytes[0]) {
            case 'q' -> request(rest);
            case 'r' -> response(ENVELOPE, rest);
            case 'b' -> response(BARE, rest);
            case 'B' -> stream(LengthOrder.BIG_ENDIAN, rest);
            case 'L' -> stream(LengthOrder.LITTLE_ENDIAN, rest);
            case 'A' -> stream(LengthOrder.AUTO, rest);
            default -> {}
        }
    }

    private static void request(byte[] text) {
        Request read = read(text, ENVELOPE::readRequest);
        if (read != null) {
            stable(() -> ENVELOPE.writeRequest(new ByteOutput(64), read.function(), read.values()), again -> {
                Request second = ENVELOPE.readRequest(again);
                return ENVELOPE.writeRequest(new ByteOutput(64), second.function(), second.values());
            });
        }
    }

    private static void response(Envelope envelope, byte[] text) {
        Response read = read(text, envelope::readResponse);
        // Without names, a result may look like an error.
        if (read instanceof Response.Results results && envelope == ENVELOPE) {
            stable(() -> envelope.writeResults(new ByteOutput(64), results.values()), again -> {
                var second = (Response.Results) envelope.readResponse(again);
                return envelope.writeResults(new ByteOutput(64), second.values());
            });
        }
    }

    private static <T> @Nullable T read(byte[] text, Function<byte[], T> reader) {
        var result = new AtomicReference<@Nullable T>();
        Allocation.check(text.length, APART_FROM_BYTES, () -> {
            try {
                result.set(reader.apply(text));
            } catch (JsonFormatException e) {
                checkMessage(e);
            }
        });
        return result.get();
    }

    /** Messages are the same however their bytes arrive. */
    private static void stream(LengthOrder order, byte[] bytes) {
        var pieces = new Pieces(bytes);
        List<String> expected = expect(order, pieces.stream());
        var seen = new ArrayList<String>();
        Allocation.check(bytes.length, APART_FROM_BYTES, () -> {
            seen.clear();
            pieces.readInto(CHANNEL, new MessageStream(CHANNEL, order, SETTINGS, Share.UNBOUNDED, new Recording(seen)));
        });
        if (!seen.equals(expected)) {
            assertThat(seen).isEqualTo(expected);
        }
    }

    private static List<String> expect(LengthOrder order, byte[] stream) {
        var expected = new ArrayList<String>();
        LengthOrder settled = order;
        int pos = 0;
        while (stream.length - pos >= Integer.BYTES) {
            int prefix = BigEndian.getInt(stream, pos);
            settled = settled.settle(prefix, SETTINGS.maxMessage());
            long length = settled.length(prefix);
            if (length > SETTINGS.maxMessage()) {
                expected.add("broken");
                return expected;
            }
            if (stream.length - pos - Integer.BYTES < length) {
                break;
            }
            pos += Integer.BYTES;
            expected.add(text(Arrays.copyOfRange(stream, pos, pos + (int) length)));
            pos += (int) length;
        }
        return expected;
    }

    private static String text(byte[] message) {
        return new String(message, ISO_8859_1);
    }

    private record Recording(List<String> seen) implements MessageStream.User {
        @Override
        public void message(byte[] text) {
            seen.add(text(text));
        }

        @Override
        public void broken(String error) {
            seen.add("broken");
        }

        @Override
        public void opened() {}

        @Override
        public void taken(int bytesLeft) {}

        @Override
        public void writable() {}

        @Override
        public void closed(String reason, @Nullable Throwable cause) {
            throw new AssertionError(reason, cause);
        }
    }

    private static void checkMessage(JsonFormatException e) {
        if (!e.getMessage().contains(": ")) {
            assertThat(e.getMessage()).contains(": ");
        }
    }

    private interface Writing {
        ByteOutput write();
    }

    private interface Rewriting {
        ByteOutput rewrite(byte[] text);
    }

    /** What is written is read, and written again as the same text. */
    private static void stable(Writing first, Rewriting second) {
        byte[] written;
        try {
            written = content(first.write());
        } catch (CodecException e) {
            assertThat(UNWRITABLE).as(e.getMessage()).contains(e.error());
            return;
        }
        byte[] again = content(second.rewrite(written));
        if (!Arrays.equals(written, again)) {
            assertThat(again).asString().isEqualTo(new String(written, UTF_8));
        }
    }

    private static byte[] content(ByteOutput message) {
        return Arrays.copyOfRange(message.array(), Integer.BYTES, message.length());
    }
}
