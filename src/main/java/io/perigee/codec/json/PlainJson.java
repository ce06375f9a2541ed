package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Lua values as plain JSON, which peers in any language read and write: section 16 of {@code protocol-spec.md}.
 *
 * <p>What JSON cannot say is refused by name and never written as something else: {@link TaggedJson} is for that. What is
 * read comes from peers, so everything about it is bounded. Thread-safe.
 */
public final class PlainJson {
    /** Digits of a number; doubles have up to 767 that matter. */
    private static final int MAX_NUMBER_LENGTH = 1000;

    /** An object and an array of values around the values, and one level more, so that ours is the limit that is met. */
    private static final int ENVELOPE_DEPTH = 3;

    private final JsonFactory factory;
    private final DecodeLimits limits;
    private final int maxBytes;
    private final EmptyTable emptyTable;

    /**
     * @param limits depth of one value, and nodes of all values of a text, which has envelopes around them
     * @param maxBytes the longest text, in both directions
     */
    public PlainJson(DecodeLimits limits, int maxBytes, EmptyTable emptyTable) {
        this.limits = limits;
        this.maxBytes = maxBytes;
        this.emptyTable = emptyTable;
        int depth = limits.maxDepth() + ENVELOPE_DEPTH;
        var read = StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxStringLength(maxBytes)
                .maxNameLength(maxBytes)
                .maxDocumentLength(maxBytes)
                .build();
        var write = StreamWriteConstraints.builder().maxNestingDepth(depth).build();
        factory = new JsonFactoryBuilder()
                .streamReadConstraints(read)
                .streamWriteConstraints(write)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Read, so that they can be refused by name.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    /** Reads a document with a reader that stands on its first token, and leaves it on the last. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(PlainJsonReader in) throws IOException;
    }

    /** Writes a document. */
    @FunctionalInterface
    public interface Writing {
        void write(PlainJsonWriter out) throws IOException;
    }

    /**
     * Reads a text of UTF-8, which must be one document and nothing else.
     *
     * @throws JsonFormatException if it is not, or not what is read for, or beyond the limits; the message begins with
     *     the name of the error
     */
    public <T> T read(byte[] utf8, Reading<T> reading) {
        CharBuffer text = decode(utf8);
        try (var in = factory.createParser(text.array(), text.arrayOffset(), text.length())) {
            if (in.nextToken() == null) {
                throw JsonFormatException.at(in, "text", "nothing", "a JSON value");
            }
            T result = reading.read(new PlainJsonReader(in, limits));
            if (in.nextToken() != null) {
                throw JsonFormatException.at(in, "trailing", in.getText(), "nothing behind the value");
            }
            return result;
        } catch (StreamConstraintsException e) {
            throw new JsonFormatException("limit", e);
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All at once and strictly: what Jackson makes of bytes lets some pass that are no UTF-8, and takes others for UTF-16.
     */
    private static CharBuffer decode(byte[] utf8) {
        if (utf8.length >= 3 && utf8[0] == (byte) 0xef && utf8[1] == (byte) 0xbb && utf8[2] == (byte) 0xbf) {
            throw new JsonFormatException("bom: ef bb bf (expected: a JSON value at byte 0)");
        }
        var in = ByteBuffer.wrap(utf8);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(in);
        } catch (CharacterCodingException e) {
            throw new JsonFormatException(
                    String.format("utf-8: %02x (expected: UTF-8) at byte %d", utf8[in.position()], in.position()));
        }
    }

    /**
     * Appends a document.
     *
     * @throws CodecException if a value has no form in plain JSON, or the text would be too long; what was written by
     *     then is to be discarded
     */
    public void write(ByteOutput out, Writing writing) {
        try (var generator = factory.createGenerator(new BoundedOutput(out, maxBytes), JsonEncoding.UTF8)) {
            // What failed is not finished: closing would write braces behind it.
            generator.disable(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            writing.write(new PlainJsonWriter(generator, limits.maxDepth(), emptyTable));
        } catch (StreamConstraintsException e) {
            throw new CodecException(CodecError.DEPTH, "too deep", "<= " + limits.maxDepth());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
