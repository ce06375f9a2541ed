package io.perigee.peer;

import io.perigee.value.LuaValues;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A call that its caller holds as a future: the future is the call itself. */
final class FutureCall extends PendingCall {
    private static final VarHandle OBSERVERS;

    /** Stands for the observers of a call that has ended: there will be no more. */
    private static final CallObserver NO_MORE = new CallObserver((results, failure) -> {});

    static {
        try {
            OBSERVERS = MethodHandles.lookup().findVarHandle(FutureCall.class, "observers", CallObserver.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // Read and written through OBSERVERS.
    private volatile @Nullable CallObserver observers;

    FutureCall(CallTerms terms, String procedure, long startNanos) {
        super(terms, procedure, startNanos);
    }

    @Override
    public CompletableFuture<LuaValues> whenComplete(
            BiConsumer<? super @Nullable LuaValues, ? super @Nullable Throwable> action) {
        var observer = new CallObserver(Objects.requireNonNull(action, "action"));
        do {
            observer.next = observers;
            if (observer.next == NO_MORE) {
                return super.whenComplete(action);
            }
        } while (!OBSERVERS.compareAndSet(this, observer.next, observer));
        return observer;
    }

    @Override
    void tell(@Nullable LuaValues results, @Nullable Throwable failure) {
        var observer = (CallObserver) OBSERVERS.getAndSet(this, NO_MORE);
        for (; observer != null && observer != NO_MORE; observer = observer.next) {
            observer.observe(results, failure);
        }
    }
}
