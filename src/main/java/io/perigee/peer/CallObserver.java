package io.perigee.peer;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stage that {@link PendingCall#whenComplete} adds: it does what the one of {@link CompletableFuture} does, in half
 * the memory, since it is future and list node in one.
 */
final class CallObserver extends CompletableFuture<LuaValues> {
    private final BiConsumer<? super @Nullable LuaValues, ? super @Nullable Throwable> action;

    /** Set before others see it. */
    @Nullable
    CallObserver next;

    CallObserver(BiConsumer<? super @Nullable LuaValues, ? super @Nullable Throwable> action) {
        this.action = action;
    }

    /** The call has ended, with one or the other. */
    void observe(@Nullable LuaValues results, @Nullable Throwable failure) {
        if (isDone()) {
            // Somebody has cancelled the stage, or ended it in another way.
            return;
        }
        Throwable outcome = failure;
        try {
            action.accept(results, failure);
        } catch (Throwable t) {
            if (failure == null) {
                outcome = t;
            } else if (failure != t) {
                failure.addSuppressed(t);
            }
        }
        if (outcome == null) {
            complete(results);
        } else {
            completeExceptionally(outcome instanceof CompletionException ? outcome : new CompletionException(outcome));
        }
    }
}
