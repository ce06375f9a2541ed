package io.perigee.lua;

import io.perigee.lua.engine.Step;
import io.perigee.observe.RpcListener;
import io.perigee.observe.ScriptInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each script of one peer: a line for the log, and an event for the listener. */
final class ScriptLog {
    private static final Logger log = LoggerFactory.getLogger(LuaHost.class);

    /** The hash of what is not even code. */
    static final String NO_CODE = "none";

    private final String peer;
    private final @Nullable RpcListener listener;

    ScriptLog(String peer, @Nullable RpcListener listener) {
        this.peer = peer;
        this.listener = listener;
    }

    /** A script that may be run from now on. */
    void uploaded(String hash) {
        if (listener != null) {
            listener.onUpload(peer, hash);
        }
    }

    /** A script that did not come to run. */
    void refused(String hash, LuaFailure failure) {
        tell(new ScriptInfo(peer, hash, 0, 0, oneLine(failure)));
    }

    void ran(String hash, long startNanos, Step.@Nullable Done done, @Nullable Throwable failure) {
        long nanos = System.nanoTime() - startNanos;
        if (done != null) {
            tell(new ScriptInfo(peer, hash, nanos, done.instructions(), null));
        } else if (failure != null) {
            var error = LuaFailure.of(failure);
            tell(new ScriptInfo(peer, hash, nanos, error.instructions(), oneLine(error)));
        }
    }

    private static String oneLine(LuaFailure failure) {
        String text = String.valueOf(failure.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private void tell(ScriptInfo script) {
        if (log.isInfoEnabled()) {
            log.info(
                    "{}: script {}: {} us, {} instructions: {}",
                    script.peer(),
                    script.hash(),
                    script.durationNanos() / 1000,
                    script.instructions(),
                    script.error() == null ? "ok" : script.error());
        }
        if (listener != null) {
            listener.onScript(script);
        }
    }
}
