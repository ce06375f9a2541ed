package io.perigee.procedure;

import io.perigee.observe.RpcListener;
import org.jspecify.annotations.Nullable;

/** Runs code for peers, and answers what no registry of procedures knows. Thread-safe. */
public interface ScriptHost {

    /**
     * Begins what one connection of a peer has of this host. Called when a peer first asks for it, where nothing may
     * block.
     *
     * @param peer the address of the peer, as text
     * @param listener is told of the scripts that run; null for none
     */
    ScriptSession open(String peer, @Nullable RpcListener listener);
}
