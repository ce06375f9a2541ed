package io.perigee.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file that a Unix socket leaves in the file system. A server that was killed leaves it behind, and no other can
 * listen there until it is gone.
 */
final class UnixSocketFile {
    private final Path path;

    UnixSocketFile(Path path) {
        this.path = path;
    }

    /**
     * Removes the file if it is a socket that nobody listens on.
     *
     * @throws BindException if it is anything else. Not every transport would complain: epoll removes whatever is in
     *     its way, be it the socket of a living server or a file that has nothing to do with it
     */
    void removeIfStale() throws IOException {
        Object found = identity();
        // Looked at again right before it goes: another server may have taken its place meanwhile.
        if (found != null && isRefused() && found.equals(identity())) {
            Files.deleteIfExists(path);
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BindException("address already in use: " + path);
        }
    }

    private boolean isRefused() throws IOException {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return !probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            return true;
        }
    }

    /** What tells this file from another one of the same name; null if there is no socket. */
    private @Nullable Object identity() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isOther() ? attributes.fileKey() : null;
    }

    /** Remembers the file as it is now, to be removed by what is returned, unless another server has replaced it. */
    Runnable removal() throws IOException {
        Object ours = identity();
        return () -> {
            try {
                if (ours != null && ours.equals(identity())) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                // It is stale then, and goes when the next server comes.
            }
        };
    }
}
