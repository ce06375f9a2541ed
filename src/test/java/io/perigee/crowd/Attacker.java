package io.perigee.crowd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Keeps one hostile connection open: whenever it ends another one takes its place. */
final class Attacker {
    static final int CHUNK = 1 << 14;

    /** What its system takes of answers that it does not read. */
    private static final int RECEIVE_BUFFER = 1 << 12;

    private static final long COMES_BACK_MILLIS = 1_000;
    private static final byte[] KNOCK = {0};
    private static final Map<Attack, byte[]> SCRIPTS = new EnumMap<>(Attack.class);

    private final Attack attack;
    private final Selector selector;
    private final InetSocketAddress server;
    private final byte[] script;
    private SocketChannel channel;
    private int position;
    int connected;
    int ended;

    /** When there is something to do; of the queue that it is in. */
    long dueNanos;

    Attacker(Attack attack, Selector selector, InetSocketAddress server) {
        this.attack = attack;
        this.selector = selector;
        this.server = server;
        script = SCRIPTS.computeIfAbsent(attack, Attack::script);
    }

    Attack attack() {
        return attack;
    }

    /** Does what is due; it is due again at {@link #dueNanos}. */
    void proceed(PriorityQueue<Attacker> due) {
        try {
            if (channel == null) {
                open();
            } else if (channel.isConnected()) {
                send(due);
            }
        } catch (IOException e) {
            end(due);
        }
    }

    private void open() throws IOException {
        position = 0;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress(attack.source(), 0));
        channel.register(selector, SelectionKey.OP_CONNECT, this);
        channel.connect(server);
    }

    void selected(SelectionKey key, PriorityQueue<Attacker> due) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                connected++;
                key.interestOps(attack.leaves() ? 0 : interest());
                later(due, attack.pauseMillis);
            } else if (key.isWritable()) {
                key.interestOps(interest());
                later(due, attack.pauseMillis);
            } else if (key.isReadable()) {
                // What never reads learns of its end in this way alone.
                if (channel.read(ByteBuffer.allocate(1 << 10)) < 0) {
                    end(due);
                }
            }
        } catch (IOException e) {
            end(due);
        }
    }

    /** One that is sent no answers may look for the end; the others would be reading. */
    private int interest() {
        return attack.isAnswered() ? 0 : SelectionKey.OP_READ;
    }

    private void send(PriorityQueue<Attacker> due) throws IOException {
        if (attack.leaves() && position > 0) {
            throw new IOException("enough");
        }
        int count = Math.min(attack.bytes, script.length - position);
        if (count == 0 && attack.isAnswered()) {
            // It does not read, so that it learns of its end by writing alone.
            channel.write(ByteBuffer.wrap(KNOCK));
            later(due, COMES_BACK_MILLIS);
            return;
        }
        if (count > 0) {
            int written = channel.write(ByteBuffer.wrap(script, position, count));
            position += written;
            if (position == script.length && attack.isEndless()) {
                position = 0;
            }
            if (written < count) {
                // An end is seen here, too.
                channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
                return;
            }
        }
        later(due, position == script.length ? COMES_BACK_MILLIS : attack.pauseMillis);
    }

    private void end(PriorityQueue<Attacker> due) {
        ended++;
        close();
        later(due, ThreadLocalRandom.current().nextLong(COMES_BACK_MILLIS / 2, COMES_BACK_MILLIS * 3 / 2));
    }

    private void close() {
        try {
            if (channel != null) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            }
        } catch (IOException e) {
            // It is gone.
        }
        channel = null;
    }

    private void later(PriorityQueue<Attacker> due, long millis) {
        due.remove(this);
        dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        due.add(this);
    }
}
