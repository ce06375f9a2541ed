package io.perigee.cli;

import io.perigee.Target;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Targets as {@link Target#parse} reads them. */
final class TargetConverter implements ITypeConverter<Target> {
    @Override
    public Target convert(String text) {
        try {
            return Target.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
