package io.perigee.soak;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.perigee.lua.LuaHost;
import io.perigee.remote.Caller;
import io.perigee.testing.Buffers;
import io.perigee.testing.Threads;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

/** What this JVM holds, in the words of {@link Sample}. */
final class Vitals {
    /** Where a record says that a buffer belongs to a connection, which has one at most. */
    private static final String OF_A_CONNECTION = "io.perigee.peer.DirectLane.open";

    private static long dropped;

    private Vitals() {}

    /** @param connections how many there are */
    static String format(LuaHost lua, int connections) {
        // The first finds what is dropped, the second takes what hung on it.
        Buffers.collect();
        Buffers.collect();
        dropped += Buffers.takeDropped().size();
        Caller state = lua.caller();
        double luaKilobytes = state.call(SoakProcedures.LUA_KILOBYTES).asDouble();
        long direct = Stream.of(ByteBufAllocator.DEFAULT, UnpooledByteBufAllocator.DEFAULT)
                .mapToLong(allocator ->
                        ((ByteBufAllocatorMetricProvider) allocator).metric().usedDirectMemory())
                .sum();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return Measure.HEAP + "=" + heap //
                + " " + Measure.LUA + "=" + Math.round(luaKilobytes * 1024)
                + " " + Measure.DIRECT + "=" + direct
                + " " + Measure.BUFFERS + "=" + unowned(connections)
                + " " + Measure.DROPPED + "=" + dropped
                + " " + Measure.THREADS + "=" + Threads.busy()
                + " " + Measure.IDLE + "=" + Threads.idle();
    }

    private static long unowned(int connections) {
        var open = Buffers.open();
        long owned = open.stream()
                .filter(buffer -> buffer.toString().contains(OF_A_CONNECTION))
                .count();
        return open.size() - Math.min(owned, connections);
    }
}
