package io.perigee.gateway.zmq;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Reads the messages of a ROUTER socket, whoever sends them:
 *
 * <pre>
 *   REQ     number of the connection | "" | content
 *   DEALER  number of the connection | any frames | "" | content
 *   DEALER  number of the connection | content
 * </pre>
 */
final class RequestReader {
    /** As many frames as may be in front of the content: a correlation, and some routers on the way. */
    private static final int MAX_ROUTE = 16;

    private static final int MAX_ROUTE_BYTES = 4096;

    private final FrameSource source;

    /** Where the frames of one message go; reused. */
    private final List<byte[]> frames = new ArrayList<>();

    RequestReader(FrameSource source) {
        this.source = source;
    }

    /** The next message; null if none has come. */
    @Nullable
    Request next() {
        Msg first = source.next();
        if (first == null) {
            return null;
        }
        frames.clear();
        byte[] connection = first.data();
        String peer = "";
        int count = 0;
        int delimiter = -1;
        boolean broken = false;
        for (Msg frame = first; frame.hasMore(); ) {
            frame = source.next();
            if (frame == null) {
                break;
            }
            if (count == 0) {
                peer = peer(frame);
            }
            broken |= frame instanceof FrameAllocator.Broken;
            if (delimiter < 0 && frame.size() == 0) {
                delimiter = count;
            }
            if (count <= MAX_ROUTE + 1) {
                frames.add(frame.data());
            }
            count++;
        }
        return request(connection, peer, count, delimiter, broken);
    }

    private Request request(byte[] connection, String peer, int count, int delimiter, boolean broken) {
        List<byte[]> route = new ArrayList<>();
        route.add(connection);
        if (broken) {
            return Request.broken(route, peer);
        }
        long routeBytes = 0;
        for (int i = 0; i < delimiter && i <= MAX_ROUTE; i++) {
            routeBytes += frames.get(i).length;
        }
        if (delimiter > MAX_ROUTE || routeBytes > MAX_ROUTE_BYTES) {
            return Request.faulty(
                    route,
                    peer,
                    "envelope: " + delimiter + " frames of " + routeBytes + " bytes or more (expected: <= " + MAX_ROUTE
                            + " of <= " + MAX_ROUTE_BYTES + ")");
        }
        for (int i = 0; i <= delimiter; i++) {
            route.add(frames.get(i));
        }
        int contents = count - delimiter - 1;
        return contents == 1
                ? Request.of(route, peer, frames.get(delimiter + 1))
                : Request.faulty(route, peer, "request: " + contents + " frames (expected: 1)");
    }

    private static String peer(Msg frame) {
        Metadata metadata = frame.getMetadata();
        String address = metadata == null ? null : metadata.get(Metadata.PEER_ADDRESS);
        return "tcp://" + (address == null ? "unknown" : address);
    }
}
