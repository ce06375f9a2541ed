package io.perigee.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedWriterTest {

    /** Knows names alone. */
    private static final class Names extends BoundedWriter {
        final List<String> encoded = new ArrayList<>();

        Names() {
            super(100);
        }

        @Override
        protected byte[] encodeName(byte[] name) {
            encoded.add(new String(name, UTF_8));
            byte[] headed = new byte[1 + name.length];
            System.arraycopy(name, 0, headed, 1, name.length);
            return headed;
        }

        @Override
        public void write(ByteOutput out, LuaValue value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeInteger(ByteOutput out, long value) {
            throw new UnsupportedOperationException();
        }
    }

    private final Names writer = new Names();
    private final ByteOutput out = new ByteOutput(8);

    private String write(String name) {
        out.truncate(0);
        writer.writeName(out, name);
        assertThat(out.array()[0]).isZero();
        return new String(out.toByteArray(), 1, out.length() - 1, UTF_8);
    }

    @Test
    void namesThatComeAgainAreNotEncodedAgain() {
        for (int round = 0; round < 3; round++) {
            assertThat(write("a")).isEqualTo("a");
            assertThat(write("a")).isEqualTo("a");
            assertThat(write("b")).isEqualTo("b");
            assertThat(write("grüße")).isEqualTo("grüße");
        }
        assertThat(writer.encoded).containsExactly("a", "b", "grüße");
    }

    @Test
    void namesOfTheSameHashAreNotTakenForOneAnother() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        for (int round = 0; round < 3; round++) {
            assertThat(write("Aa")).isEqualTo("Aa");
            assertThat(write("BB")).isEqualTo("BB");
        }
    }

    @Test
    void manyNamesAreEachWrittenAsTheyAre() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                assertThat(write("name" + i)).isEqualTo("name" + i);
            }
        }
    }

    @Test
    void longNamesAreNotKept() {
        // With its head 256 bytes, and one more.
        String kept = "x".repeat(255);
        String tooLong = "x".repeat(256);
        for (int round = 0; round < 2; round++) {
            assertThat(write(kept)).isEqualTo(kept);
            assertThat(write(tooLong)).isEqualTo(tooLong);
            assertThat(write(tooLong)).isEqualTo(tooLong);
        }
        assertThat(writer.encoded).containsExactly(kept, tooLong, tooLong, tooLong, tooLong);
    }

    @Test
    void theRoomOfAPayloadIsCountedFromWhereItBegins() {
        out.append(50);
        writer.begin(out, 10);
        writer.checkRoom(out, 10);
        out.append(4);
        writer.checkRoom(out, 6);
        assertThatThrownBy(() -> writer.checkRoom(out, 7))
                .hasMessage("size-limit: a payload of more than 4 bytes (expected: <= 10)");
        out.append(7);
        assertThatThrownBy(() -> writer.checkRoom(out, 0))
                .hasMessage("size-limit: a payload of more than 11 bytes (expected: <= 10)");
    }

    @Test
    void whereNobodyHasSaidHowMuchMayBeWrittenTheCodecSaysIt() {
        writer.checkRoom(out, 100);
        assertThatThrownBy(() -> writer.checkRoom(out, 101)).isInstanceOf(CodecException.class);
    }

    @Test
    void theOpenTablesAreThoseAroundTheCurrentOne() {
        var tables = new LuaTable[65];
        for (int depth = 1; depth <= 64; depth++) {
            tables[depth] = new LuaTable();
            assertThat(writer.isOpen(tables[depth], depth - 1)).isFalse();
            writer.enter(tables[depth], depth);
            assertThat(writer.isOpen(tables[depth], depth)).isTrue();
            assertThat(writer.isOpen(tables[depth], depth - 1)).isFalse();
            assertThat(writer.isOpen(tables[1], depth)).isTrue();
        }
        assertThatThrownBy(() -> writer.enter(new LuaTable(), 65)).hasMessage("depth: 65 (expected: <= 64)");

        var sibling = new LuaTable();
        writer.enter(sibling, 3);
        assertThat(writer.isOpen(tables[3], 64)).isFalse();
        writer.leaveAll();
        assertThat(writer.isOpen(tables[1], 64)).isFalse();
    }
}
