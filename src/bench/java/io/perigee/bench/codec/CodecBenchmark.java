package io.perigee.bench.codec;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Every form with every sample, each in JVMs of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    @Param
    Sample sample = Sample.ARGUMENTS;

    @Param
    Forms form = Forms.LUATOBIN;

    private Form measured = form.of(sample);

    /** A form that writes something else than it should would be a meaningless limit. */
    @Setup
    public void prepare() {
        measured = form.of(sample);
        measured.encode();
        if (form == Forms.BY_HAND) {
            expectBytesOf(Forms.LUATOBIN);
        } else if (form == Forms.MSGPACK_CODEC) {
            expectBytesOf(Forms.MSGPACK);
        }
    }

    private void expectBytesOf(Forms other) {
        Form expected = other.of(sample);
        expected.encode();
        if (!Arrays.equals(expected.bytes(), measured.bytes())) {
            throw new IllegalStateException(form.title + ": other bytes than those of " + other.title);
        }
    }

    @Benchmark
    public int encode() {
        return measured.encode();
    }

    @Benchmark
    public Object decode() {
        return measured.decode();
    }
}
