package io.perigee.cli;

import io.perigee.RpcTarget;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Targets as {@link RpcTarget#parse} reads them. */
final class TargetConverter implements ITypeConverter<RpcTarget> {
    @Override
    public RpcTarget convert(String text) {
        try {
            return RpcTarget.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
