package io.perigee.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Futures made of others, as whoever waits for them expects: failures come unwrapped, and cancelling goes through. */
public final class Futures {
    private Futures() {}

    @SuppressWarnings("FutureReturnValueIgnored")
    static <S, T extends @Nullable Object> CompletableFuture<T> map(
            CompletableFuture<S> source, Function<? super S, ? extends T> function) {
        var mapped = new CompletableFuture<T>();
        source.whenComplete((value, failure) -> {
            if (failure != null) {
                mapped.completeExceptionally(unwrap(failure));
                return;
            }
            try {
                mapped.complete(function.apply(value));
            } catch (Throwable e) {
                mapped.completeExceptionally(e);
            }
        });
        mapped.whenComplete((value, failure) -> source.cancel(false));
        return mapped;
    }

    /** What a stage failed with, without the exception that the stages behind it wrap it in. */
    public static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
