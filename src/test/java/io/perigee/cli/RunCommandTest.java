package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run} as a process of its own: what Lua prints goes past Java. */
@Timeout(120)
class RunCommandTest {
    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(String engine, String source, String... args) throws Exception {
        return run(System.getProperty("java.class.path"), engine, source, args);
    }

    private Ended run(String classPath, String engine, String source, String[] args) throws Exception {
        Path script = Files.writeString(folder.resolve("script.lua"), source);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of("run", "--engine", engine, script.toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aProgramGetsItsArgumentsAndPrints(String engine) throws Exception {
        Ended ended = run(engine, """
                #!/usr/bin/env lua
                print(arg[0]:match("[^/]*$"), #arg, ...)
                io.write("no line end")
                """, "--engine", "-x", "two");
        assertThat(ended).isEqualTo(new Ended(0, "script.lua\t3\t--engine\t-x\ttwo\nno line end", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void anErrorIsToldWithWhereItCameFrom(String engine) throws Exception {
        Ended ended = run(engine, """
                local function inner() error("bad thing") end
                print "before"
                inner()
                """);
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEqualTo("before\n");
        assertThat(ended.err())
                .startsWith("perigee: ")
                .contains("script.lua:1: bad thing\n", "stack traceback:\n", "script.lua:3: in ")
                .doesNotContain("io.perigee", "tail call");
    }

    @Test
    void aProgramEndsWithTheCodeThatItGives() throws Exception {
        assertThat(run("lua51", "print 'x' os.exit(7) print 'y'")).isEqualTo(new Ended(7, "x\n", ""));
        assertThat(run("lua51", "return return").exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void aProgramServesAndCalls(String engine) throws Exception {
        Ended ended = run(engine, """
                local rpc = require "rpc"
                function greet(name)
                  return "hello " .. name .. ", " .. rpc.caller():call("mood") .. " to see you"
                end
                function mood() return "happy" end
                function fail() error("it broke", 0) end
                function failtable() error({ code = 7 }) end
                rpc.procedures["some.where.deep"] = function() return "found" end
                config = { ports = { 80, 443 } }

                local server = assert(rpc.newserveronly("127.0.0.1", 0))
                local client = assert(rpc.newclient("127.0.0.1", server.port))
                print(client:call("greet", "Ada"))
                print(client:eval("config.ports.2"), client:call("some.where.deep"))
                print(client:call("no.such.procedure"))
                print(client:call("config"))
                print(pcall(client.call, client, "fail"))
                print(select(2, pcall(client.call, client, "failtable")).code)
                print(pcall(client.newexec, client, "return 1"))
                client:settimeout(0.05)
                function slow() rpc.sleep(5) end
                print(client:call("slow"))
                print(#server:connections(), client.closed)
                local wide = assert(rpc.newclient("127.0.0.1", server.port, { codec = "msgpack" }))
                function length(text) return #text end
                print(wide:call("length", ("x"):rep(100000)), wide:call("greet", "Bob"))
                wide:close()
                print(pcall(rpc.newclient, "127.0.0.1", server.port, { codec = "morse" }))
                rpc.spawn(function() rpc.sleep(0.01) print "spawned" client:close() server:close() end)
                rpc.loop()
                print(client.closed, client:call("greet", "Ada"))
                """);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines())
                .containsExactly(
                        "hello Ada, happy to see you",
                        "443\tfound",
                        "nil\tfunction not existing",
                        "nil\tnot a function",
                        "false\tError in remote call:",
                        "it broke",
                        "7",
                        "false\tError in remote call:",
                        "newexec: refused (expected: a peer that allows it)",
                        "nil\ttimeout",
                        "1\tnil",
                        "100000\thello Bob, happy to see you",
                        "false\tcodec: \"morse\" (expected: luatobin or msgpack)",
                        "spawned",
                        "closed\tnil\tgreet at closed: not connected (not sent)");
        assertThat(ended.exitCode()).isZero();
    }

    /** As the module does, newserver takes one peer and stops listening. */
    @Test
    void aServerForOnePeer() throws Exception {
        Ended ended = run("lua51", """
                local rpc = require "rpc"
                local taken = assert(rpc.newserveronly("127.0.0.1", 0))
                local port = taken.port
                taken:close()
                rpc.sleep(0.05)
                local client
                rpc.spawn(function()
                  repeat
                    client = rpc.newclient("127.0.0.1", port)
                    if not client then rpc.sleep(0.02) end
                  until client
                end)
                local peer = assert(rpc.newserver("127.0.0.1", port))
                while not client do rpc.sleep(0.01) end
                function ping() return "pong" end
                print(peer:call("ping"), client:eval("arg"), client:call("os.exit"))
                local closed
                function peer:onclose() closed = self.closed end
                client:close()
                rpc.loop()
                while not closed do rpc.step(0.01) end
                print(closed)
                """);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo("pong\tnil\tnil\tfunction not existing\nconnection closed by the peer\n");
    }

    @Test
    void withoutTheLibraryItSaysWhatToAdd() throws Exception {
        String without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("luajava"))
                .collect(Collectors.joining(File.pathSeparator));
        Ended ended = run(without, "lua51", "print 'x'", new String[0]);
        assertThat(ended.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("party.iroiro.luajava");
    }

    @Test
    void anUnknownEngineIsToldInOneLine() {
        for (String[] command : new String[][] {
            {"run", "x.lua"}, {"demo"}, {"serve", "--allow-exec"}, {"replay", "x.json"},
        }) {
            String[] arguments = Stream.concat(
                            Stream.of(command[0], "--engine", "lua99"),
                            Stream.of(command).skip(1))
                    .toArray(String[]::new);
            Run run = Run.perigee(arguments);
            assertThat(run.exitCode()).as(command[0]).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).startsWith("perigee: engine: lua99 (expected: one of ");
        }
        assertThat(Run.perigee("run", folder.resolve("none.lua").toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aProgramThatEndsWithItsConnectionsEndsQuietly() throws Exception {
        Ended ended = run("lua51", """
                local rpc = require "rpc"
                function whoami() return "me" end
                local server = assert(rpc.newserveronly("localhost", 0))
                local kept = assert(rpc.newclient("localhost", server.port))
                local client = assert(rpc.newclient("localhost", server.port))
                print(client:call("whoami"), kept:call("whoami"))
                client:close()
                server:close()
                """);
        assertThat(ended).isEqualTo(new Ended(0, "me\tme\n", ""));
    }
}
