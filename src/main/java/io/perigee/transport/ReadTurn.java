package io.perigee.transport;

/**
 * How much one connection of a server reads before the next one has its turn.
 *
 * <p>The more there are the less it is: what they all read in one round stays the same. So one that has much to say holds
 * up the others no longer, and what a server has read and cannot work off is bounded.
 */
public final class ReadTurn {
    /** What one may read at a time however many there are. */
    static final int LEAST_BYTES = 1 << 10;

    static final int MOST_BYTES = 1 << 20;

    /** What all read in one round, where there is memory for it. */
    private static final int ROUND_BYTES = 4 << 20;

    private ReadTurn() {}

    /**
     * @param roundBytes what all of them may read in one round, if that is less than usual
     */
    public static int bytes(int connections, long roundBytes) {
        long equalPart = Math.min(ROUND_BYTES, roundBytes) / Math.max(1, connections);
        return (int) Math.max(LEAST_BYTES, Math.min(MOST_BYTES, equalPart));
    }
}
