package io.perigee.bench.lua;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * A call that can be made over one connection, with a number that is another each time.
 *
 * @param waiting makes the call and waits for its results
 * @param async makes the call
 */
record RemoteCall(IntFunction<LuaValues> waiting, IntFunction<CompletableFuture<LuaValues>> async) {}
