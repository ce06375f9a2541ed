package io.perigee.lua.module;

import io.perigee.procedure.CallContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The run of Lua that asks for an operation. Thread-safe. */
public interface RunContext {

    /** The call of a peer that the run answers; null if nobody outside called, as while the start-up script runs. */
    @Nullable
    CallContext call();

    /** Completes when the run has ended, however it did; whoever works for it can stop then. */
    CompletionStage<Void> ended();
}
