package io.perigee.interop;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** A connection to {@code fixture.lua} in an interpreter of its own. */
final class LuaPeer implements AutoCloseable {
    private static final List<String> INTERPRETERS = List.of("lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit");
    private static final long PATIENCE_SECONDS = 30;

    private final Processes.Running process;
    private final RpcPeer peer;
    private final @Nullable RpcServer server;

    /** Which end the Lua process is; its {@code whoami()} says the same. */
    enum Role {
        SERVER,
        CLIENT
    }

    private LuaPeer(Processes.Running process, RpcPeer peer, @Nullable RpcServer server) {
        this.process = process;
        this.peer = peer;
        this.server = server;
    }

    /** Every interpreter in every role. */
    static List<Arguments> all() {
        var all = new ArrayList<Arguments>();
        for (String interpreter : INTERPRETERS) {
            for (Role role : Role.values()) {
                all.add(Arguments.of(interpreter, role));
            }
        }
        return all;
    }

    static LuaPeer open(String interpreter, Role role, RpcOptions options) throws Exception {
        return role == Role.SERVER ? connect(interpreter, options) : accept(interpreter, options, "luatobin");
    }

    private static LuaPeer connect(String interpreter, RpcOptions options) {
        var process = Processes.lua(interpreter, "fixture.lua", "127.0.0.1", 0);
        int port = Integer.parseInt(process.line().replace("listening ", ""));
        return new LuaPeer(process, RpcPeer.newClient("127.0.0.1", port, options), null);
    }

    /** A Lua process that connects, and speaks this codec. */
    static LuaPeer accept(String interpreter, RpcOptions options, String codec) throws Exception {
        var connected = new CompletableFuture<RpcPeer>();
        var server = RpcPeer.newServerOnly("127.0.0.1", 0, options).onPeer(connected::complete);
        int port = ((Address.Tcp) server.address()).port();
        var process = Processes.lua(interpreter, "fixture.lua", "--connect", "127.0.0.1", port, codec);
        return new LuaPeer(process, connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS), server);
    }

    RpcPeer peer() {
        return peer;
    }

    Processes.Running process() {
        return process;
    }

    /** Runs Lua code in the Lua process, where {@code java} is this end of the connection. */
    LuaValues run(String code, @Nullable Object... args) {
        return peer.newexec("local rpc = require 'rpc' local java = rpc.caller() " + code)
                .call(args);
    }

    @Override
    public void close() {
        peer.close();
        if (server != null) {
            server.close();
        }
        process.close();
    }
}
