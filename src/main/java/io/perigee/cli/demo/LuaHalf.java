package io.perigee.cli.demo;

import java.util.concurrent.CompletableFuture;

/** The Lua half of the demonstration at work, in a process or in this one. */
interface LuaHalf extends AutoCloseable {

    /** Completes when it has ended, with what it said last. */
    CompletableFuture<String> ended();

    /** Waits a little for it to end by itself, which it does when its connection is gone. */
    void awaitEnd() throws InterruptedException;

    /** Ends it, whatever it does. */
    @Override
    void close();
}
