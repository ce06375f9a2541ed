package io.perigee.codec;

/**
 * Objects that are nothing but their numbers, so that what was read can be written again.
 *
 * @param mirrored whether what we call ours is the peer's and the other way round: as the one sees them who reads what we
 *     write
 */
public record NumberedObjects(boolean mirrored) implements ObjectReferences {
    private record Peers(int number) {}

    private record Own(int number) {}

    @Override
    public Object peers(int number) {
        check(number);
        return mirrored ? new Own(number) : new Peers(number);
    }

    @Override
    public Object own(int number) {
        check(number);
        return mirrored ? new Peers(number) : new Own(number);
    }

    private static void check(int number) {
        if (number < 1) {
            throw new CodecException(CodecError.UNKNOWN_OBJECT, number, ">= 1");
        }
    }

    @Override
    public int numberAtPeer(Object object) {
        return object instanceof Peers peers ? peers.number() : 0;
    }

    @Override
    public int export(Object object) {
        return ((Own) object).number();
    }
}
