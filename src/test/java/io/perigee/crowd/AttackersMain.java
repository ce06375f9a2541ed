package io.perigee.crowd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** The process of the hostile crowd: {@code PORT JSON-PORT CONNECTIONS [ATTACK…]}. Ends with its input. */
final class AttackersMain {
    private AttackersMain() {}

    /** How many come in a second, so that the server meets them all and not its own queue of connections. */
    private static final int COME_IN_A_SECOND = 1_000;

    public static void main(String[] args) throws Exception {
        var binary = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var json = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        int connections = Integer.parseInt(args[2]);
        Attack[] attacks = args.length == 3
                ? Attack.values()
                : Arrays.stream(args).skip(3).map(Attack::valueOf).toArray(Attack[]::new);
        Selector selector = Selector.open();
        var due = new PriorityQueue<Attacker>(Comparator.comparingLong(attacker -> attacker.dueNanos));
        var all = new ArrayList<Attacker>();
        long now = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Attack attack = attacks[i % attacks.length];
            var attacker = new Attacker(attack, selector, attack.isJson() ? json : binary);
            attacker.dueNanos = now + TimeUnit.SECONDS.toNanos(1) / COME_IN_A_SECOND * i;
            due.add(attacker);
            all.add(attacker);
        }
        System.out.println("begun");
        while (System.in.available() == 0) {
            Attacker next = due.peek();
            long waitNanos = next == null ? Long.MAX_VALUE : next.dueNanos - System.nanoTime();
            if (waitNanos > 0) {
                long waitMillis = Math.min(100, TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1);
                selector.select(key -> ((Attacker) key.attachment()).selected(key, due), waitMillis);
                continue;
            }
            selector.selectNow(key -> ((Attacker) key.attachment()).selected(key, due));
            for (int i = 0; i < 256; i++) {
                next = due.peek();
                if (next == null || next.dueNanos - System.nanoTime() > 0) {
                    break;
                }
                due.remove();
                next.proceed(due);
            }
        }
        for (Attack attack : attacks) {
            int connected = all.stream()
                    .filter(a -> a.attack() == attack)
                    .mapToInt(a -> a.connected)
                    .sum();
            int ended = all.stream()
                    .filter(a -> a.attack() == attack)
                    .mapToInt(a -> a.ended)
                    .sum();
            System.out.println(attack + " " + connected + " " + ended);
        }
        System.out.println("done");
        System.exit(0);
    }
}
