package io.perigee.codec.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Doubles as {@code %.17g} of C prints them, which is enough digits to read every double back. */
final class DoubleText {
    private static final MathContext DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);
    private static final int MIN_PLAIN_EXPONENT = -4;
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d++(\\.\\d++)?+([eE][-+]?\\d++)?+");

    private DoubleText() {}

    static String format(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        return value == 0 ? sign + "0" : sign + positive(new BigDecimal(Math.abs(value)).round(DIGITS));
    }

    private static String positive(BigDecimal rounded) {
        BigDecimal value = rounded.stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= MIN_PLAIN_EXPONENT && exponent < DIGITS.getPrecision()) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }

    /** Reads what {@link #format} writes; null for anything else, such as what only Java takes for a number. */
    static @Nullable Double parse(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
        };
    }
}
