package io.perigee.crowd;

import io.netty.util.internal.PlatformDependent;
import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.budget.ServerLimits;
import io.perigee.observe.Limit;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process of the server: {@code FRAME-TIMEOUT SEND-TIMEOUT}, in milliseconds. Prints its two ports, measures itself
 * until its input ends, and then prints what it found, one {@code name value} a line.
 */
final class ServerMain {
    /** Of one connection of the crowd, 64 KiB: as much as its calls bring back in a thousand. */
    private static final String LARGE = "x".repeat(60_000);

    private static final int LOOKS_EVERY_MILLIS = 20;

    private static final Map<String, AtomicInteger> COUNTS = new ConcurrentSkipListMap<>();

    private ServerMain() {}

    public static void main(String[] args) throws Exception {
        var procedures = new Procedures()
                .addNonBlocking(
                        "add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .addNonBlocking("echo", call -> call.args())
                .addNonBlocking("large", call -> LARGE)
                .add("greet", call -> "hello " + call.arg(0).asString())
                .add("pause", call -> {
                    Thread.sleep(200);
                    return 1;
                });
        var options = RpcOptions.builder()
                .procedures(procedures)
                .frameTimeout(Duration.ofMillis(Long.parseLong(args[0])))
                .serverLimits(ServerLimits.DEFAULT.withSendTimeout(Duration.ofMillis(Long.parseLong(args[1]))))
                .listener(new Counter())
                .build();
        var binary = RpcTarget.parse("lua-rpc://127.0.0.1:0").listen(options);
        var json = RpcTarget.parse("json+tcp://127.0.0.1:0").listen(options);
        var pool = new AtomicLong();
        var heap = new AtomicLong();
        var direct = new AtomicLong();
        var both = new AtomicLong();
        var resident = new AtomicLong();
        var watch = Executors.newSingleThreadScheduledExecutor();
        watch.scheduleWithFixedDelay(
                () -> {
                    long heapNow = ManagementFactory.getMemoryMXBean()
                            .getHeapMemoryUsage()
                            .getUsed();
                    long directNow = directBytes();
                    pool.accumulateAndGet(poolBytes(), Math::max);
                    heap.accumulateAndGet(heapNow, Math::max);
                    direct.accumulateAndGet(directNow, Math::max);
                    both.accumulateAndGet(heapNow + directNow, Math::max);
                    resident.accumulateAndGet(residentBytes(), Math::max);
                },
                0,
                LOOKS_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        System.out.println(port(binary.target()) + " " + port(json.target()));
        while (System.in.read() != -1) {
            // Until whoever started it ends.
        }
        watch.shutdown();
        count("heap", heap.get());
        count("direct", direct.get());
        count("pool", pool.get());
        count("both", both.get());
        count("resident", resident.get());
        System.out.println("connections " + Counter.connected.get() + " at the most " + Counter.mostConnected.get());
        COUNTS.forEach((name, count) -> System.out.println("count " + name + " " + count));
        System.out.println("done");
        System.exit(0);
    }

    private static void count(String name, long value) {
        System.out.println(name + " " + value);
    }

    private static int port(RpcTarget target) {
        Address address = target instanceof RpcTarget.LuaRpc rpc ? rpc.address() : ((RpcTarget.Json) target).address();
        return ((Address.Tcp) address).port();
    }

    /** What the JDK has of the system for buffers, and what Netty has of it by itself, where it does not ask the JDK. */
    private static long directBytes() {
        long nettys = PlatformDependent.useDirectBufferNoCleaner() ? PlatformDependent.usedDirectMemory() : 0;
        return poolBytes() + nettys;
    }

    private static long poolBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static final class Counter implements RpcListener {
        static final AtomicInteger connected = new AtomicInteger();
        static final AtomicInteger mostConnected = new AtomicInteger();

        @Override
        public boolean ignoresServedCalls() {
            return true;
        }

        @Override
        public void onConnected(String peer) {
            mostConnected.accumulateAndGet(connected.incrementAndGet(), Math::max);
        }

        @Override
        public void onDisconnected(String peer, String reason) {
            connected.decrementAndGet();
            add(peer, reason);
        }

        @Override
        public void onRejected(String peer, String reason) {
            add(peer, "rejected " + reason);
        }

        @Override
        public void onLimit(String peer, Limit limit) {
            COUNTS.computeIfAbsent("limit/" + limit.code(), name -> new AtomicInteger())
                    .incrementAndGet();
        }

        /** The code alone, and what says most where there is none. */
        private static void add(String peer, String reason) {
            Attack attack = Attack.of(peer);
            String who = attack == null ? "GOOD" : attack.toString();
            int colon = reason.indexOf(':');
            String how = (colon < 0 ? reason : reason.substring(0, colon)).replace(' ', '-');
            COUNTS.computeIfAbsent(who + "/" + how, name -> new AtomicInteger()).incrementAndGet();
        }
    }
}
