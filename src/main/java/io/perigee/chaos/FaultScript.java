package io.perigee.chaos;

import io.netty.buffer.ByteBuf;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The faults of one stream in the order of their bytes: those that were named, and the flips as they are drawn. */
final class FaultScript {
    private final Iterator<Fault> named;
    private final double flipProbability;
    private final SplittableRandom random;

    private @Nullable Fault next;

    /** The byte that is flipped next by chance. */
    private long nextFlip;

    FaultScript(StreamFaults faults, SplittableRandom random) {
        named = faults.faults().iterator();
        flipProbability = faults.flips();
        this.random = random;
        advance();
        nextFlip = gap();
    }

    private void advance() {
        next = named.hasNext() ? named.next() : null;
    }

    /** How many bytes pass between two flips: as many as a coin for each byte would let pass, with one draw. */
    private long gap() {
        if (flipProbability == 0) {
            return Long.MAX_VALUE;
        }
        double bytes = Math.log(1 - random.nextDouble()) / Math.log(1 - flipProbability);
        return (long) Math.min(bytes, 1e18);
    }

    /** The fault other than a flip that is due after so many bytes; null if the next byte may pass. */
    @Nullable
    Fault takeDue(long bytes) {
        Fault due = next;
        if (due == null || due.kind() == Fault.Kind.FLIP || due.afterBytes() > bytes) {
            return null;
        }
        advance();
        return due;
    }

    /** How many bytes may pass, after so many, before the next named fault; a flip passes with its byte. */
    long bytesUntilNext(long bytes) {
        if (next == null) {
            return Long.MAX_VALUE;
        }
        return next.afterBytes() - bytes + (next.kind() == Fault.Kind.FLIP ? 1 : 0);
    }

    /** Flips what is to be flipped among the next bytes of a buffer, which are not more than may pass. */
    void flip(ByteBuf buffer, int count, long bytes, Consumer<Fault> told) {
        while (nextFlip < bytes + count) {
            flip(buffer, Fault.of(Fault.Kind.FLIP, nextFlip), bytes, told);
            nextFlip += 1 + gap();
        }
        while (next != null && next.kind() == Fault.Kind.FLIP && next.afterBytes() < bytes + count) {
            flip(buffer, next, bytes, told);
            advance();
        }
    }

    private void flip(ByteBuf buffer, Fault fault, long bytes, Consumer<Fault> told) {
        int index = buffer.readerIndex() + (int) (fault.afterBytes() - bytes);
        buffer.setByte(index, buffer.getByte(index) ^ 1 << random.nextInt(Byte.SIZE));
        told.accept(fault);
    }
}
