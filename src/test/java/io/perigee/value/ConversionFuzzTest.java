package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.testing.Allocation;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whatever values come become Java's, or a {@link ValueException}: and what they became is converted back to values that
 * become the same again.
 */
class ConversionFuzzTest {
    /** Shared tables become trees, so that it is the nodes that count, and not the bytes. */
    private static final int MAX_NODES = 256;

    private static final int BYTES_OF_NODE = 256;

    /** The error, its text and its trace, and what Jazzer itself takes to look at the texts that are compared. */
    private static final int APART_FROM_VALUES = 262_144;

    private record Point(int x, long y, double z) {}

    private record Tree(String name, @Nullable List<Tree> children, Optional<Boolean> leaf) {}

    /** One type a component; a value is converted to one of them. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Types(
            Tree tree,
            Point point,
            List<Point> points,
            Map<String, Integer> ports,
            Map<Long, List<Double>> samples,
            Set<String> names,
            Optional<TimeUnit> unit,
            List<Optional<Character>> characters,
            BigInteger integer,
            BigDecimal decimal,
            List<Number> numbers,
            Iterable<Short> shorts,
            List<CharSequence> texts,
            Map<LuaValue, LuaValue> pairs,
            Map<Boolean, Object> any,
            Object natural,
            int[][] matrix,
            byte[] bytes,
            float number,
            LuaView view) {}

    private static final Conversion[] CONVERSIONS = Arrays.stream(Types.class.getRecordComponents())
            .map(RecordComponent::getGenericType)
            .map(type -> Conversion.to(type).withMaxNodes(MAX_NODES))
            .toArray(Conversion[]::new);
    private static final Class<?>[] TARGETS = Arrays.stream(CONVERSIONS)
            .map(conversion -> MethodType.methodType(conversion.target()).wrap().returnType())
            .toArray(Class<?>[]::new);
    private static final ValueReader READER =
            Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectReferences.NONE);

    /** The first byte is the number of a type, the others a value in luatobin. */
    @FuzzTest
    void convert(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        LuaValue value = decode(bytes);
        if (value == null) {
            return;
        }
        int type = (bytes[0] & 0xff) % CONVERSIONS.length;
        Object java = convert(CONVERSIONS[type], value, bytes.length);
        if (java == null) {
            return;
        }
        if (!TARGETS[type].isInstance(java)) {
            assertThat(java).isInstanceOf(TARGETS[type]);
        }
    }

    private static @Nullable LuaValue decode(byte[] bytes) {
        READER.attach(bytes, 1, bytes.length);
        try {
            return READER.next();
        } catch (CodecException e) {
            return null;
        } finally {
            READER.detach();
        }
    }

    private static @Nullable Object convert(Conversion conversion, LuaValue value, int bytes) {
        var result = new AtomicReference<@Nullable Object>();
        Allocation.check(bytes, APART_FROM_VALUES + MAX_NODES * BYTES_OF_NODE, () -> {
            try {
                result.set(conversion.read(value));
            } catch (ValueException e) {
                String message = Objects.requireNonNull(e.getMessage());
                if (!message.contains("(expected: ") && !message.contains(": ")) {
                    assertThat(message).contains("(expected: ");
                }
            }
        });
        return result.get();
    }
}
