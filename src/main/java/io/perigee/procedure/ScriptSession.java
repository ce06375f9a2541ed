package io.perigee.procedure;

import io.perigee.remote.RemoteObject;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has of a {@link ScriptHost}: the functions that it uploaded, and the globals that it sees. Section
 * 6 of {@code protocol-spec.md}.
 *
 * <p>Thread-safe, and nothing here blocks. Stages complete on any thread, and fail with a {@link ScriptException} that
 * has the reason for the peer; every stage ends, at the latest with the session.
 */
public interface ScriptSession extends AutoCloseable {

    /** The value at a dotted path of the globals; nil where there is none. */
    CompletionStage<LuaValues> eval(LuaString path);

    /**
     * Calls the global function at a dotted path.
     *
     * @param call whose answer that is; null if no peer called
     */
    CompletionStage<LuaValues> call(LuaString path, LuaValues arguments, @Nullable CallContext call);

    /** Compiles a function; gives its number. */
    CompletionStage<LuaValues> build(LuaValue chunk);

    /** Runs the function of this number; see {@link #call}. */
    CompletionStage<LuaValues> run(LuaValue number, LuaValues arguments, @Nullable CallContext call);

    /**
     * Calls a method of an object that was handed out: as the peer, if it is one of the host's.
     *
     * @param call see {@link #call}
     */
    CompletionStage<LuaValues> invoke(
            RemoteObject object, LuaString method, LuaValues arguments, @Nullable CallContext call);

    /** Forgets what was uploaded, and ends what is due. Idempotent; does not block. */
    @Override
    void close();
}
