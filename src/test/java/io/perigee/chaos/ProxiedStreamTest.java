package io.perigee.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.chaos.Fault.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written to the socket of the receiver, write by write. */
class ProxiedStreamTest {
    private final List<Fault> injected = new ArrayList<>();

    private List<String> forward(StreamFaults faults, String... reads) {
        var client = new EmbeddedChannel(new EarlyEvents());
        var server = new EmbeddedChannel();
        FaultPlan plan = (connection, direction) -> direction == Direction.TO_SERVER ? faults : StreamFaults.NONE;
        var connection = new ProxiedConnection(1, client, server, plan, new ChaosObserver() {
            @Override
            public void onFault(long number, Direction direction, Fault fault) {
                injected.add(fault);
            }
        });
        connection.begin();
        for (String read : reads) {
            client.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(read)));
        }
        server.runPendingTasks();
        var written = new ArrayList<String>();
        for (ByteBuf bytes = server.readOutbound(); bytes != null; bytes = server.readOutbound()) {
            written.add(ByteBufUtil.hexDump(bytes));
            bytes.release();
        }
        connection.close();
        return written;
    }

    @Test
    void readsArePassedOnAsTheyCome() {
        assertThat(forward(StreamFaults.NONE, "010203", "04")).containsExactly("010203", "04");
    }

    @Test
    void slicesAreWritesOfTheirOwn() {
        assertThat(forward(StreamFaults.NONE.withSlices(1), "010203", "04")).containsExactly("01", "02", "03", "04");
        assertThat(forward(StreamFaults.NONE.withSlices(2), "010203", "04")).containsExactly("0102", "03", "04");
    }

    @Test
    void oneBitOfANamedByteIsFlipped() {
        var written = forward(StreamFaults.NONE.withFaults(Fault.of(Kind.FLIP, 1)), "000000", "00");
        assertThat(String.join("", written)).hasSize(8).startsWith("00").endsWith("0000");
        assertThat(Integer.bitCount(Integer.parseInt(String.join("", written), 16)))
                .isEqualTo(1);
        assertThat(injected).containsExactly(Fault.of(Kind.FLIP, 1));
    }

    @Test
    void everyByteMayHaveItsFlip() {
        var written = String.join("", forward(StreamFaults.NONE.withFlips(1), "00000000", "0000"));
        assertThat(ByteBufUtil.decodeHexDump(written)).hasSize(6).satisfies(bytes -> {
            for (byte b : bytes) {
                assertThat(Integer.bitCount(b & 0xff)).isEqualTo(1);
            }
        });
        assertThat(injected).hasSize(6);
    }

    @Test
    void faultsOfOneByteComeInTheirOrder() {
        var faults = StreamFaults.NONE.withFaults(
                Fault.of(Kind.STALL, 3), Fault.of(Kind.FLIP, 1), Fault.of(Kind.FLIP, 0), Fault.of(Kind.CLOSE, 3));
        assertThat(String.join("", forward(faults, "0000000000"))).hasSize(6);
        assertThat(injected).containsExactly(Fault.of(Kind.FLIP, 0), Fault.of(Kind.FLIP, 1), Fault.of(Kind.STALL, 3));
    }
}
