package io.perigee.peer;

import io.perigee.value.LuaValues;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that the thread which made it waits for, and nobody else knows of. */
final class AwaitedCall extends PendingCall {
    private volatile @Nullable Thread waiter;

    AwaitedCall(CallTerms terms, String procedure, long startNanos) {
        super(terms, procedure, startNanos);
    }

    /** Waits until the call has ended. */
    void await() throws InterruptedException {
        waiter = Thread.currentThread();
        while (!isDone()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    void tell(@Nullable LuaValues results, @Nullable Throwable failure) {
        LockSupport.unpark(waiter);
    }
}
