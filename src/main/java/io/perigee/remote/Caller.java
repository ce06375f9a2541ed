package io.perigee.remote;

import io.perigee.value.LuaFunction;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whatever calls can be sent to: a peer, or a view of one with another time-out.
 *
 * <p>Safe for use by any number of threads. Arguments are converted as {@link LuaValue#from} does, before the method
 * returns: what is changed afterwards is not sent. Blocking methods may be used on virtual threads; on an event loop
 * they throw an {@link IllegalStateException}, since waiting there would wait for itself. Every call ends, at the latest
 * with its time-out or its connection. Implements section 5 of {@code protocol-spec.md}.
 */
public interface Caller {

    /**
     * Calls a procedure of the peer and waits for its results.
     *
     * @throws RpcException if the call fails; it tells what happened, and whether the procedure may have run
     */
    LuaValues call(String procedure, @Nullable Object... args);

    /**
     * Calls a procedure of the peer. The future fails with an {@link RpcException}; cancelling it gives the call up,
     * which the peer does not learn. Dependent actions without an executor may run on an event loop and must not block.
     */
    CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args);

    /**
     * Calls a procedure of the peer and tells a handler how it ended: exactly once, whatever happens. The leanest way to
     * make very many calls, since it makes no future and no stages of one.
     *
     * @param handler may run on an event loop, or on this thread before the method returns, and must not block; what it
     *     throws is logged
     */
    default void callAsync(CallHandler handler, String procedure, @Nullable Object... args) {
        callAsync(procedure, args).whenComplete((results, failure) -> handler.ended(results, (RpcException) failure));
    }

    /** The same peer with another time-out for each call; zero waits for as long as the connection lives. */
    Caller withTimeout(Duration timeout);

    /**
     * Reads a value of the peer by its dotted path; numbers in it are indices: {@code config.net.ports.2}. Nil where
     * there is none.
     */
    default LuaValue eval(String path) {
        return call(WellKnown.EVAL, path).value();
    }

    /** As {@link #eval}, without waiting. */
    default CompletableFuture<LuaValue> evalAsync(String path) {
        return Futures.map(callAsync(WellKnown.EVAL, path), LuaValues::value);
    }

    /** Uploads Lua source code, which the peer compiles; it runs when the function is called. */
    default RemoteFunction newexec(String source) {
        return newexec(LuaString.of(source));
    }

    /** Uploads Lua source code in pieces, which the peer joins. */
    default RemoteFunction newexec(List<String> fragments) {
        return newexec(LuaValue.from(fragments));
    }

    /** Uploads a function as bytecode of Lua 5.1; most peers refuse it. */
    default RemoteFunction newexec(byte[] bytecode) {
        return newexec(LuaFunction.ofBytecode(bytecode));
    }

    /**
     * Uploads a function: a string of source code, in whatever encoding, a table of such strings, or bytecode. A source
     * that is longer than a string can be goes in pieces. The function lives on the connection that it was uploaded
     * over, and ends with it.
     */
    default RemoteFunction newexec(LuaValue code) {
        return RemoteFunction.upload(this, code);
    }

    /** As {@link #newexec(LuaValue)}, without waiting. */
    default CompletableFuture<RemoteFunction> newexecAsync(LuaValue code) {
        return RemoteFunction.uploadAsync(this, code);
    }

    /** A table of the peer, called by method name: {@code module("string").invoke("upper", "x")}. */
    default RemoteObject module(String path) {
        return new RemoteModule(this, path);
    }

    /**
     * Gives an interface whose methods call procedures of the peer.
     *
     * <p>A method calls the procedure of its name, or of its {@link RpcName}, behind that of the interface. Its
     * arguments are converted as those of {@link #call}; those of a {@code T...} parameter follow one by one. Its return
     * type says what is made of the results: void nothing, {@link LuaValues} all of them, a {@code CompletionStage},
     * {@code CompletableFuture} or {@code Future} what its parameter says, without waiting, and any other type what
     * {@link io.perigee.value.Conversion} makes of the first, or of all with {@link RpcResults}. An interface of any
     * other kind is a proxy of an object that the peer handed out. Default methods are called as they are.
     *
     * <p>Failing calls throw {@link RpcException}s, and results that do not fit {@link
     * io.perigee.value.ValueException}s; futures fail with the same.
     *
     * @throws IllegalArgumentException if the type is not an interface that can be mapped; the message names the method
     */
    default <T> T proxy(Class<T> type) {
        return TypedProxy.create(type, this);
    }
}
