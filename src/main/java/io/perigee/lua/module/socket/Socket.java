package io.perigee.lua.module.socket;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One socket of a script, whatever it has become. Guarded by its loop. */
abstract class Socket {
    final int number;
    final long beginNanos = System.nanoTime();

    /** What waits for it. */
    final List<Wait> waits = new ArrayList<>(1);

    /** Options that were set, for channels that are opened later. */
    private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

    private @Nullable SelectionKey key;

    Socket(int number) {
        this.number = number;
    }

    /** The channel; null until it is bound or connected. */
    abstract @Nullable SelectableChannel channel();

    /** The operations of {@link SelectionKey} that it wants to hear of; 0 for none. */
    abstract int interest();

    /** The selector says that it is ready. Reads ahead, so that nothing asks for it again at once. */
    abstract void ready(int operations);

    /** Whether the selector tells it what there is to read, so that nobody has to look. */
    abstract boolean isWatched();

    /** Reads ahead what is there. */
    abstract void fill();

    /** Whether a read would not wait, as far as was read ahead. */
    abstract boolean isReadable();

    /** Whether a write would not wait. */
    abstract boolean isWritable();

    /** Its own address; null if it has none. */
    abstract @Nullable SocketAddress localAddress() throws IOException;

    /** Its peer's; null if it has none. */
    abstract @Nullable SocketAddress remoteAddress() throws IOException;

    /** Tells the selector what it wants to hear of; true if that is news which a selector that sleeps must be told. */
    boolean register(Selector selector) throws ClosedChannelException {
        SelectableChannel channel = channel();
        int wanted = interest();
        if (channel == null || !channel.isOpen()) {
            return false;
        }
        SelectionKey registered = key;
        if (registered == null || registered.channel() != channel) {
            if (wanted == 0) {
                return false;
            }
            key = channel.register(selector, wanted, this);
            return true;
        }
        if (registered.isValid() && registered.interestOps() != wanted) {
            registered.interestOps(wanted);
            return wanted != 0;
        }
        return false;
    }

    boolean isRegistered() {
        return key != null;
    }

    /** Sets an option now, or when there is a channel to set it on. */
    <T> void set(SocketOption<T> option, T value) throws IOException {
        options.put(option, value);
        if (channel() instanceof NetworkChannel channel
                && channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    /** Sets the options that were set before on a channel that has just been opened. */
    void adopt(NetworkChannel channel) throws IOException {
        for (var option : options.entrySet()) {
            if (channel.supportedOptions().contains(option.getKey())) {
                setUnchecked(channel, option.getKey(), option.getValue());
            }
        }
    }

    @SuppressWarnings("unchecked") // `set` saw that the value is the option's.
    private static <T> void setUnchecked(NetworkChannel channel, SocketOption<T> option, Object value)
            throws IOException {
        channel.setOption(option, (T) value);
    }

    /** The option's value; null if nobody has set it and there is no channel that knows. */
    @Nullable
    Object get(SocketOption<?> option) throws IOException {
        if (channel() instanceof NetworkChannel channel
                && channel.supportedOptions().contains(option)) {
            return channel.getOption(option);
        }
        return options.get(option);
    }

    void close() {
        closeQuietly(channel());
    }

    static void closeQuietly(@Nullable AutoCloseable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (Exception e) { // It is gone, which is what was asked for.
                return;
            }
        }
    }
}
