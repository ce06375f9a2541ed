package io.perigee.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes, or one between two, both included, as people type them: {@code 120}, {@code 0-500}, {@code 1k-1m}. */
record ByteRange(long from, long to) {

    static final class Converter implements ITypeConverter<ByteRange> {
        private final SizeConverter size = new SizeConverter();

        @Override
        public ByteRange convert(String text) {
            int dash = text.indexOf('-');
            try {
                long from = size.convert(dash < 0 ? text : text.substring(0, dash));
                long to = dash < 0 ? from : size.convert(text.substring(dash + 1));
                if (from <= to) {
                    return new ByteRange(from, to);
                }
            } catch (TypeConversionException e) {
                // Told below, with the whole text.
            }
            throw new TypeConversionException(text + " (expected: such as 120, 0-500 or 1k-1m)");
        }
    }
}
