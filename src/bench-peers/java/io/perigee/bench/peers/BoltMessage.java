package io.perigee.bench.peers;

/** What SOFABolt carries both ways. */
final class BoltMessage {
    private final byte[] bytes;

    BoltMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
