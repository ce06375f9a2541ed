package io.perigee.bench.lua;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.transport.Address;
import java.nio.file.Path;

/** The JVM that is called: it hosts Lua for peers that it does not trust. */
final class LuaServer {
    private LuaServer() {}

    public static void main(String[] args) throws Exception {
        var host = LuaHost.builder()
                .engine(args[0])
                .statePerPeer(Boolean.parseBoolean(args[1]))
                .policy(LuaPolicy.SOURCE)
                .script(Path.of(args[2]))
                .open();
        var options = RpcOptions.builder().lua(host).build();
        var server = RpcPeer.newServerOnly("127.0.0.1", 0, options);
        Child.say(Integer.toString(((Address.Tcp) server.address()).port()));
        while (System.in.read() >= 0) {
            // Lives as long as the one who started it.
        }
        server.close();
        host.close();
        System.exit(0);
    }
}
