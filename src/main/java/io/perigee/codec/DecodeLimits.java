package io.perigee.codec;

/**
 * What a reader puts up with: section 4.7 of {@code protocol-spec.md}.
 *
 * @param maxDepth tables within tables; a table of scalars has depth 1; 64 at the most
 * @param maxNodes values within one top-level value; in MessagePack within one payload, section 14.6 of the specification
 * @param allowFunctions whether bytecode is read at all
 * @param freeMemory bytes of the heap that the values of one payload may take beyond {@value #MEMORY_FACTOR} for each
 *     byte of it: a table takes up to 36 times its bytes, however it is kept
 */
public record DecodeLimits(int maxDepth, int maxNodes, boolean allowFunctions, long freeMemory) {
    /** Bytes of the heap for each byte of a payload, which nobody is refused. */
    public static final int MEMORY_FACTOR = 8;

    /** No value of a payload takes more on the average, whatever is in it: one with all its nodes meets no other limit. */
    private static final long MEMORY_OF_NODE = 256;

    /** 64 tables deep, 1,000,000 nodes, no bytecode, and what 1,000,000 nodes take at the very most. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(64, 1_000_000, false);

    /** With as much memory as so many nodes take, of whatever kind. */
    public DecodeLimits(int maxDepth, int maxNodes, boolean allowFunctions) {
        this(maxDepth, maxNodes, allowFunctions, MEMORY_OF_NODE * maxNodes);
    }

    public DecodeLimits {
        if (maxDepth < 1 || maxDepth > 64) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 to 64)");
        }
        if (maxNodes < 1) {
            throw new IllegalArgumentException("maxNodes: " + maxNodes + " (expected: >= 1)");
        }
        if (freeMemory < 0) {
            throw new IllegalArgumentException("freeMemory: " + freeMemory + " (expected: >= 0)");
        }
    }

    public DecodeLimits withFunctions(boolean allowed) {
        return new DecodeLimits(maxDepth, maxNodes, allowed, freeMemory);
    }

    public DecodeLimits withFreeMemory(long bytes) {
        return new DecodeLimits(maxDepth, maxNodes, allowFunctions, bytes);
    }

    /** What the values of a payload of so many bytes may take of the heap. */
    public long memory(int payloadBytes) {
        return MEMORY_FACTOR * (long) payloadBytes + freeMemory;
    }
}
