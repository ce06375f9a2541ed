package io.perigee.bench.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** What {@link Sample} has as values of Lua, as plain fields and arrays. */
final class HandWrittenSamples {
    private HandWrittenSamples() {}

    static Form of(Sample sample) {
        return switch (sample) {
            case ARGUMENTS -> new Arguments();
            case MIXED -> new Mixed();
            case MAP -> new Device(5);
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static final class Arguments extends HandWritten {
        private byte[] name = text("add");
        private int a = 3;
        private int b = 4;

        @Override
        void writeAll() {
            writeString(name);
            writeInt(a);
            writeInt(b);
        }

        @Override
        Object readAll() {
            name = readString();
            a = readInt();
            b = readInt();
            return name;
        }
    }

    private static final class Mixed extends HandWritten {
        private boolean flag = true;
        private double number = 21.5;
        private byte[] unit = text("celsius");

        @Override
        void writeAll() {
            writeBoolean(flag);
            writeDouble(number);
            writeString(unit);
        }

        @Override
        Object readAll() {
            flag = readBoolean();
            number = readDouble();
            unit = readString();
            return unit;
        }
    }

    /** Keys are strings that are written and read like all others. */
    private static final class Device extends HandWritten {
        private static final int FIELDS = 4;

        private final byte[][] keys;
        private final int[] counts;
        private final double[] levels;
        private final boolean[] ready;
        private final byte[][] states;

        Device(int groups) {
            keys = new byte[groups * FIELDS][];
            counts = new int[groups];
            levels = new double[groups];
            ready = new boolean[groups];
            states = new byte[groups][];
            for (int i = 0; i < groups; i++) {
                keys[i * FIELDS] = text("count" + i);
                keys[i * FIELDS + 1] = text("level" + i);
                keys[i * FIELDS + 2] = text("ready" + i);
                keys[i * FIELDS + 3] = text("state" + i);
                counts[i] = 1_000 * i;
                levels[i] = i + 0.25;
                ready[i] = i % 2 == 0;
                states[i] = text("running-" + i);
            }
        }

        @Override
        void writeAll() {
            writeTable(keys.length);
            for (int i = 0; i < counts.length; i++) {
                writeString(keys[i * FIELDS]);
                writeInt(counts[i]);
                writeString(keys[i * FIELDS + 1]);
                writeDouble(levels[i]);
                writeString(keys[i * FIELDS + 2]);
                writeBoolean(ready[i]);
                writeString(keys[i * FIELDS + 3]);
                writeString(states[i]);
            }
        }

        @Override
        Object readAll() {
            int groups = readTable() / FIELDS;
            for (int i = 0; i < groups; i++) {
                keys[i * FIELDS] = readString();
                counts[i] = readInt();
                keys[i * FIELDS + 1] = readString();
                levels[i] = readDouble();
                keys[i * FIELDS + 2] = readString();
                ready[i] = readBoolean();
                keys[i * FIELDS + 3] = readString();
                states[i] = readString();
            }
            return Arrays.asList(keys);
        }
    }
}
