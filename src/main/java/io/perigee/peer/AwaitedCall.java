package io.perigee.peer;

import io.perigee.value.LuaValues;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that the thread which made it waits for, and nobody else knows of. */
final class AwaitedCall extends PendingCall {
    private volatile @Nullable Thread waiter;

    AwaitedCall(CallTerms terms, String procedure, long startNanos) {
        super(terms, procedure, startNanos);
    }

    /** As the one of the super class, in fewer steps: nobody else waits. */
    @Override
    public LuaValues get() throws InterruptedException, ExecutionException {
        waiter = Thread.currentThread();
        while (!isDone()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return super.get();
    }

    @Override
    void tell(@Nullable LuaValues results, @Nullable Throwable failure) {
        LockSupport.unpark(waiter);
    }
}
