package io.perigee.cli.replay;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.cli.notation.HexText;
import io.perigee.cli.notation.MessageBytes;
import io.perigee.cli.notation.MessageJson;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueCodec;
import io.perigee.wire.FrameDecoder;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.FrameSink;
import io.perigee.wire.Message;
import io.perigee.wire.Status;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows about whole messages, replayed in this process. */
final class FrameRows {
    private final ValueCodec codec;

    FrameRows(ValueCodec codec) {
        this.codec = codec;
    }

    /** A row of {@code frames}: bytes, and the messages in them where the row tells. */
    void frame(Row row) {
        byte[] bytes = row.bytes("hex");
        List<Message> found = MessageBytes.decode(codec, bytes);
        List<Message> expected = expected(row, found);
        Check.that(Same.messages(found, expected), "decoded", text(found), text(expected));

        byte[] encoded = encode(expected);
        boolean oneForm = expected.stream()
                .flatMap(message -> Same.valuesOf(message).toList().stream())
                .allMatch(Same::hasOneForm);
        if (oneForm) {
            Check.that(Arrays.equals(encoded, bytes), "encoded", HexText.write(encoded), HexText.write(bytes));
        } else {
            List<Message> again = MessageBytes.decode(codec, encoded);
            Check.that(Same.messages(again, expected), "encoded and decoded", text(again), text(expected));
        }
    }

    private static List<Message> expected(Row row, List<Message> found) {
        if (row.has("frame")) {
            return MessageJson.read(row.json("frame"));
        }
        if (row.has("frames")) {
            return VectorFile.elements(row.json("frames")).stream()
                    .flatMap(json -> MessageJson.read(json).stream())
                    .toList();
        }
        return found;
    }

    private byte[] encode(List<Message> messages) {
        var out = new ByteArrayOutputStream();
        messages.forEach(message -> out.writeBytes(MessageBytes.encode(codec, message)));
        return out.toByteArray();
    }

    private static String text(List<Message> messages) {
        return String.join(" ", messages.stream().map(MessageJson::write).toList());
    }

    /** A row of {@code errors} that needs no connection. */
    void error(Row row) {
        String expected = String.valueOf(row.text("error"));
        String found = row.is("stage", "header") ? headerError(row.bytes("hex")) : messageError(row.bytes("hex"));
        // A TLS record begins with a type that is unknown; we tell it by its name.
        boolean tls = found.equals(FrameError.TLS_UNEXPECTED.code()) && expected.equals(FrameError.UNKNOWN_TYPE.code());
        // A message that is merely cut is one that a stream waits for in vain.
        boolean cut = found.equals(FrameError.TRUNCATED.code()) && expected.equals(FrameError.FRAME_TIMEOUT.code());
        Check.that(tls || cut || found.equals(expected), "error", found, expected);
    }

    private String messageError(byte[] bytes) {
        try {
            for (Message message : MessageBytes.decode(codec, bytes)) {
                if (message instanceof Message.Response response && response.status() > Status.NOT_SERIALIZABLE) {
                    return FrameError.UNKNOWN_STATUS.code();
                }
            }
            return "none";
        } catch (FrameException e) {
            return e.error().code();
        } catch (CodecException e) {
            return e.error().code();
        }
    }

    private static String headerError(byte[] bytes) {
        var errors = new ArrayList<String>();
        var channel = new EmbeddedChannel(new FrameDecoder(new ErrorSink(errors), MessageBytes.MAX_PAYLOAD, 0));
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, Math.min(bytes.length, FrameHeader.SIZE)));
        channel.finishAndReleaseAll();
        return errors.isEmpty() ? "none" : errors.get(0);
    }

    private record ErrorSink(List<String> errors) implements FrameSink {
        @Override
        public void onCall(int seq, byte[] in, int start, int end) {}

        @Override
        public void onResponse(int seq, byte[] in, int start, int end) {}

        @Override
        public void onReadComplete(boolean partial) {}

        @Override
        public void onBroken(FrameException cause) {
            errors.add(cause.error().code());
        }
    }
}
