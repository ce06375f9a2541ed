package io.perigee.gateway.json.luau;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.WriteBufferWaterMark;
import io.perigee.codec.DecodeLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.json.JsonClient;
import io.perigee.gateway.json.JsonDialect;
import io.perigee.gateway.json.JsonServer;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Executors;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import io.perigee.transport.SocketSettings;
import io.perigee.value.LuaValues;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The modules that are written run under real Luau, and call a server and a daemon of Python. */
@Timeout(120)
class LuauInteropTest {
    private static final List<String> NUMPY = List.of(
            "add(a: number, b: number): number", "dot(a: {number}, b: {number}): number", "mean(a: {number}): number");

    @TempDir
    private Path folder;

    private static GatewaySettings settings(Procedures procedures) {
        return new GatewaySettings(
                new CallDispatcher(procedures, Executors.shared()),
                null,
                DecodeLimits.DEFAULT,
                1 << 20,
                Duration.ofSeconds(20).toNanos(),
                Duration.ofSeconds(20).toNanos(),
                16,
                16,
                new SocketSettings(5000, true, 0, WriteBufferWaterMark.DEFAULT, null),
                null);
    }

    private List<String> run(String program) throws Exception {
        Path file = Files.writeString(folder.resolve("main.luau"), program);
        try (var luau = Processes.luau(file)) {
            return luau.finish();
        }
    }

    private void write(String name, String address, JsonDialect dialect, String... declarations) throws Exception {
        new LuauModule(name, Library.ofSignatures(List.of(declarations)), (Address.Tcp) Address.parse(address), dialect)
                .writeTo(folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
    void aModuleCallsTheRegistry(LengthOrder order) throws Exception {
        var procedures = new Procedures()
                .addNonBlocking("echo", CallContext::args)
                .addNonBlocking("count", call -> call.args().size())
                .addNonBlocking("multi", call -> LuaValues.from(1, null, "three", null))
                .addNonBlocking("string.upper", call -> call.arg(0).asString().toUpperCase(Locale.ROOT))
                .addNonBlocking("fail", call -> {
                    throw new LuaError("no funds");
                })
                .addNonBlocking("failtable", call -> {
                    throw new LuaError(Map.of("code", 42));
                });
        var dialect = JsonDialect.DEFAULT.withOrder(LengthOrder.AUTO);
        try (var server = JsonServer.listen(Address.of("127.0.0.1", 0), dialect, settings(procedures))) {
            write(
                    "app",
                    server.address(),
                    JsonDialect.DEFAULT.withOrder(order),
                    "echo",
                    "count",
                    "multi",
                    "string.upper(s: string): string",
                    "fail",
                    "failtable",
                    "missing");
            assertThat(run("""
                            --!strict
                            local app = require("./Modules/app/app")
                            print(app.echo(1, "two\\n\\0é😀", true, nil, 0.5, -0.25, 1e300))
                            print(app.count(nil, nil), app.count(), app.count({}, nil))
                            print(select("#", app.multi()), app.multi())
                            local nested = app.echo({ a = { 1, 2, { b = "c" } }, empty = {} })
                            print(nested.a[3].b, #nested.empty, app.echo({ 1, nil, 3 } :: { any })[3])
                            print(app.string.upper("abc"), #app.echo(string.rep("x", 100000)))
                            print(pcall(app.fail))
                            print(select(2, pcall(app.failtable)).code)
                            print(pcall(app.missing))
                            print(pcall(app.echo, "\\255"))
                            print(pcall(app.echo, 0 / 0))
                            print(app.count(1, 2, 3))
                            """))
                    .containsExactly(
                            "1\ttwo",
                            "\0é😀\ttrue\tnil\t0.5\t-0.25\t1e+300",
                            "2\t0\t2",
                            "4\t1\tnil\tthree\tnil",
                            "c\t0\t3",
                            "ABC\t100000",
                            "false\tno funds",
                            "42",
                            "false\tfunction 'missing' not found",
                            "false\tstring: bytes that are no UTF-8 (expected: text)",
                            "false\tnumber: nan (expected: a finite one, as JSON has no other)",
                            "3");
        }
    }

    @Test
    void aModuleCallsADaemonOfPythonAndComesBackWhenItIsRestarted() throws Exception {
        try (var daemon = Processes.python("python/numpylike.py", List.of())) {
            write("numpy", "127.0.0.1:" + daemon.line(), JsonDialect.DEFAULT, NUMPY.toArray(String[]::new));
            assertThat(run("""
                            --!strict
                            local numpy = require("./Modules/numpy/numpy")
                            print(numpy.add(1, 2), numpy.dot({ 1, 2, 3 }, { 4, 5, 6 }), numpy.mean({ 1, 2 }))
                            local done, failure = pcall(numpy.dot, { 1 }, { 1, 2 })
                            print(done, (failure :: any).code, (failure :: any).message)
                            """)).containsExactly("3\t32\t1.5", "false\tValueError\tshapes (1,) and (2,) not aligned");
        }
    }

    /** As {@code JsonClient} reads them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"result":1,"results":[2,3]} | true,1
            {"result":null,"results":[2,3]} | true,2,3
            {"result":null,"results":null,"error":null} | true,nil
            {"error":{"message":"no funds"}} | false,no funds
            {"error":{"code":"raised","message":"m","data":7}} | false,7
            """)
    void aModuleReadsWhateverADaemonAnswers(String response, String expected) throws Exception {
        try (var daemon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answering = new Thread(() -> answerOnce(daemon, response));
            answering.start();
            write("app", "127.0.0.1:" + daemon.getLocalPort(), JsonDialect.DEFAULT, "f");
            assertThat(run("print(pcall(require('./Modules/app/app').f))"))
                    .containsExactly(expected.replace(',', '\t'));
            answering.join();
        }
    }

    private static void answerOnce(ServerSocket daemon, String response) {
        try (var peer = daemon.accept();
                var in = new DataInputStream(peer.getInputStream());
                var out = new DataOutputStream(peer.getOutputStream())) {
            in.skipNBytes(in.readInt());
            byte[] text = response.getBytes(UTF_8);
            out.writeInt(text.length);
            out.write(text);
            out.flush();
            // The module keeps the connection for its next call.
            in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobodyThereIsAnError() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        write("app", "127.0.0.1:" + port, JsonDialect.DEFAULT, "f");
        assertThat(run("print(pcall(require('./Modules/app/app').f))"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("false\t").contains("ECONNREFUSED"));
    }

    @Test
    void theModulesOwnJsonIsJson() throws Exception {
        write("app", "127.0.0.1:1", JsonDialect.DEFAULT, "f");
        Path cases = Path.of(System.getProperty("perigee.root", "."), "src/test/resources/luau/json.luau");
        assertThat(run(Files.readString(cases))).last().asString().matches("[0-9]{2,} passed");
    }

    @Test
    void anInterfaceThatWasWrittenCallsADaemonOfPython() throws Exception {
        var library = Library.ofSignatures(NUMPY).with(Library.ofSignatures(List.of("no.such(a: any)")));
        Path source = new JavaInterface("written", "Numpy", library).writeTo(folder);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                "-proc:none",
                                source.toString()))
                .isZero();
        try (var daemon = Processes.python("python/numpylike.py", List.of());
                var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
                var client = JsonClient.connect(
                        Address.parse("127.0.0.1:" + daemon.line()), JsonDialect.DEFAULT, settings(new Procedures()))) {
            Class<?> type = loader.loadClass("written.Numpy");
            Object numpy = client.proxy(type);
            assertThat(type.getMethod("add", double.class, double.class).invoke(numpy, 1.5, 2))
                    .isEqualTo(3.5);
            assertThat(type.getMethod("dot", List.class, List.class)
                            .invoke(numpy, List.of(1.0, 2.0), List.of(3.0, 4.0)))
                    .isEqualTo(11.0);
            assertThatThrownBy(() -> type.getMethod("such", Object.class).invoke(numpy, "x"))
                    .hasRootCauseInstanceOf(RemoteErrorException.class);
        }
    }
}
