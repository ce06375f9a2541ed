package io.perigee.cli.notation;

import java.util.HexFormat;

/** Bytes as hex digits, with white space wherever a person likes it. */
public final class HexText {
    private static final HexFormat HEX = HexFormat.of();

    private HexText() {}

    /**
     * Reads hex digits.
     *
     * @throws IllegalArgumentException if there is anything else; the message tells where
     */
    public static byte[] read(String text) {
        String digits = text.replaceAll("\\s+", "");
        for (int i = 0; i < digits.length(); i++) {
            if (!HexFormat.isHexDigit(digits.charAt(i))) {
                throw new IllegalArgumentException(
                        "hex: '" + digits.charAt(i) + "' as digit " + (i + 1) + " (expected: 0-9, a-f)");
            }
        }
        if (digits.length() % 2 != 0) {
            throw new IllegalArgumentException("hex: " + digits.length() + " digits (expected: two a byte)");
        }
        return HEX.parseHex(digits);
    }

    public static String write(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
