package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.LuaHost;
import io.perigee.testing.Processes;
import io.perigee.value.LuaString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Objects by reference between scripts, hosted and not: {@code lua/objects/client.lua} looks at all that there is to see,
 * and tells how many checks it made.
 */
@Timeout(120)
class RpcModuleObjectsTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final String CHECKS = "14 checks";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest(name = "{1} calls {0}")
    @CsvSource({
        "lua5.1, lua51", "lua5.1, lua54", "lua5.1, luajit", "lua5.4, lua51",
        "lua51, lua5.1", "lua54, lua5.1", "luajit, lua5.1", "lua51, lua5.4",
        "lua51, lua51", "lua51, lua54", "lua54, luajit", "luajit, lua51"
    })
    void objectsStayWhereTheyAre(String server, String client) throws Exception {
        int port = isProcess(server) ? serveInProcess(server) : serveHosted(server);

        assertThat(isProcess(client) ? callInProcess(client, port) : callHosted(client, port))
                .isEqualTo(CHECKS);
    }

    private static boolean isProcess(String interpreter) {
        return interpreter.equals("lua5.1") || interpreter.equals("lua5.4");
    }

    private static Path script(String name) throws Exception {
        return Path.of(
                RpcModuleObjectsTest.class.getResource("/lua/objects/" + name).toURI());
    }

    private int serveInProcess(String interpreter) throws Exception {
        var process = Processes.script(interpreter, script("server.lua"));
        open.add(process);
        return Integer.parseInt(process.line());
    }

    private static String callInProcess(String interpreter, int port) throws Exception {
        try (var process = Processes.script(interpreter, script("client.lua"), port)) {
            return String.join("\n", process.finish());
        }
    }

    private LuaHost host(String engine) {
        LuaHost host = LuaHost.builder()
                .engine(engine)
                .module(RpcModule.with(RpcOptions.DEFAULT))
                .script("begin", "hosted = true")
                .open();
        open.add(host);
        return host;
    }

    private int serveHosted(String engine) throws Exception {
        LuaHost host = host(engine);
        host.run(script("server.lua")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return host.caller().eval("port").asInt();
    }

    private String callHosted(String engine, int port) throws Exception {
        LuaString source = LuaString.of(Files.readString(script("client.lua")));
        return host(engine)
                .run(source, "client.lua", String.valueOf(port))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .asString();
    }
}
