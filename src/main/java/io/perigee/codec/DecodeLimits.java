package io.perigee.codec;

/**
 * What a reader puts up with: section 4.7 of {@code protocol-spec.md}.
 *
 * @param maxDepth tables within tables; a table of scalars has depth 1; 64 at the most
 * @param maxNodes values within one top-level value; in MessagePack within one payload, section 14.6 of the specification
 * @param allowFunctions whether bytecode is read at all
 */
public record DecodeLimits(int maxDepth, int maxNodes, boolean allowFunctions) {
    /** 64 tables deep, 1,000,000 nodes, and no bytecode. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(64, 1_000_000, false);

    public DecodeLimits {
        if (maxDepth < 1 || maxDepth > 64) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 to 64)");
        }
        if (maxNodes < 1) {
            throw new IllegalArgumentException("maxNodes: " + maxNodes + " (expected: >= 1)");
        }
    }

    public DecodeLimits withFunctions(boolean allowed) {
        return new DecodeLimits(maxDepth, maxNodes, allowed);
    }
}
