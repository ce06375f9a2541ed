package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpareOutputsTest {
    private final List<ByteOutput> others = new ArrayList<>();

    /** So that no test finds what another has left. */
    @BeforeEach
    @AfterEach
    void takeAll() {
        for (int i = 0; i < 4; i++) {
            others.add(SpareOutputs.take());
        }
    }

    private static ByteOutput used(int capacity) {
        var output = new ByteOutput(capacity);
        output.writeByte(7);
        return output;
    }

    @Test
    void whatIsGivenBackIsTakenAgainAndIsEmpty() {
        var output = SpareOutputs.take();
        assertThat(output.capacity()).isEqualTo(SpareOutputs.CAPACITY);
        output.writeByte(7);
        SpareOutputs.giveBack(output);
        assertThat(SpareOutputs.take()).isSameAs(output);
        assertThat(output.length()).isZero();
        assertThat(SpareOutputs.take()).isNotSameAs(output);
    }

    @Test
    void onlySparesOfTheUsualSizeAreKept() {
        for (int capacity : new int[] {SpareOutputs.CAPACITY, 2 * SpareOutputs.CAPACITY}) {
            var output = used(capacity);
            SpareOutputs.giveBack(output);
            assertThat(SpareOutputs.take()).isSameAs(output);
        }
        for (int capacity : new int[] {SpareOutputs.CAPACITY - 1, 2 * SpareOutputs.CAPACITY + 1}) {
            var output = used(capacity);
            SpareOutputs.giveBack(output);
            assertThat(SpareOutputs.take()).isNotSameAs(output);
        }
    }

    @Test
    void fourAreKept() {
        var outputs = new ArrayList<ByteOutput>();
        for (int i = 0; i < 5; i++) {
            outputs.add(used(SpareOutputs.CAPACITY));
        }
        outputs.forEach(SpareOutputs::giveBack);
        for (int i = 3; i >= 0; i--) {
            assertThat(SpareOutputs.take()).isSameAs(outputs.get(i));
        }
        assertThat(SpareOutputs.take()).isNotIn(outputs);
    }

    @Test
    void eachThreadHasItsOwn() throws Exception {
        var output = used(SpareOutputs.CAPACITY);
        SpareOutputs.giveBack(output);
        var elsewhere = new FutureTask<>(SpareOutputs::take);
        new Thread(elsewhere).start();
        assertThat(elsewhere.get()).isNotSameAs(output);
        assertThat(SpareOutputs.take()).isSameAs(output);
    }
}
