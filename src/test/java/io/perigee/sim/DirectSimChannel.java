package io.perigee.sim;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A channel that calling threads may write to past its event loop, as to one of epoll. For that it has a descriptor of the
 * system: a pipe, whose other end is read as soon as anything may have been written.
 */
final class DirectSimChannel extends SimChannel implements UnixChannel {
    private final ByteBuffer block = ByteBuffer.allocateDirect(1 << 12);
    private final Wire wire;
    private final FileDescriptor source;
    private final FileDescriptor sink;

    DirectSimChannel(SimLoop loop, SimAllocator allocator, Wire out) {
        super(loop, allocator, out);
        wire = out;
        try {
            FileDescriptor[] pipe = FileDescriptor.pipe();
            source = pipe[0];
            sink = pipe[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FileDescriptor fd() {
        return sink;
    }

    /** Does what writes to the socket; where the wire has no room, the socket takes nothing. */
    @Override
    void writing(Runnable action) {
        try {
            int left = wire.room() == 0 ? fill() : 0;
            action.run();
            for (int count; (count = source.read(block, 0, block.capacity())) > 0; ) {
                int before = Math.min(left, count);
                left -= before;
                var bytes = new byte[count - before];
                block.get(before, bytes);
                wire.accept(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int fill() throws IOException {
        int filled = 0;
        for (int count; (count = sink.write(block, 0, block.capacity())) > 0; ) {
            filled += count;
        }
        return filled;
    }

    @Override
    void free() {
        try {
            source.close();
            sink.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
