package io.perigee.codec.json;

/** Halves of characters, of which JSON's escapes may name one without the other. */
final class Surrogates {
    private Surrogates() {}

    /** The index of the first surrogate that is not one of a pair, or -1. */
    static int alone(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
