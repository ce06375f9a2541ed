package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code replay}: the whole contract against a live Java peer, and what failing rows look like. */
class ReplayCommandTest {
    private static final Path VECTORS = Path.of(System.getProperty("perigee.root", "."), "test-vectors");

    @TempDir
    private Path folder;

    @Test
    void aJavaPeerPassesEveryVector() throws Exception {
        Path junit = folder.resolve("report.xml");
        Run run = Run.perigee("replay", "--junit", junit.toString(), VECTORS.toString());
        assertThat(run.err().lines().filter(line -> line.startsWith("perigee: failed")))
                .isEmpty();
        assertThat(run.out()).matches("[0-9]{4} passed, 0 failed\n");
        assertThat(run.exitCode()).isZero();

        var report = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(junit.toFile())
                .getDocumentElement();
        assertThat(report.getAttribute("failures")).isEqualTo("0");
        int passed = Integer.parseInt(run.out().split(" ")[0]);
        int skipped = Integer.parseInt(report.getAttribute("skipped"));
        assertThat(skipped).as("skipped, where Lua 5.1 is there").isZero();
        assertThat(report.getElementsByTagName("testcase").getLength()).isEqualTo(passed);
    }

    /** Numbers are for good: these are what they were when they were given. */
    @Test
    void aCaseIsHadByItsNumber() {
        Run listed = Run.perigee("replay", "--list", "--case", "1.3.7", "--case", "2.3", VECTORS.toString());
        assertThat(listed.out().lines())
                .hasSizeGreaterThan(20)
                .contains(
                        "1.3.7 luatobin-errors.json: 42, cut after 4 of 5 bytes",
                        "2.3.1 lua-rpc-duplex.json: frames[1]")
                .allMatch(line -> line.startsWith("1.3.7 ") || line.startsWith("2.3."));
        assertThat(Run.perigee("replay", "--case", "1.3.7", VECTORS.toString()).out())
                .isEqualTo("1 passed, 0 failed\n");
        Run none = Run.perigee("replay", "--case", "1.3.99999", VECTORS.toString());
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("case: 1.3.99999 (expected: ");
    }

    /** What is uploaded first has the number that a later exchange runs. */
    @Test
    void anExchangeComesAfterThoseBeforeIt() {
        Path session = VECTORS.resolve("lua-rpc-session-2.json");
        String run = Run.perigee("replay", "--list", session.toString())
                .out()
                .lines()
                .filter(line -> line.endsWith(": run 7"))
                .findFirst()
                .orElseThrow();
        String number = run.substring(0, run.indexOf(' '));
        assertThat(Run.perigee("replay", "--case", number, session.toString()).out())
                .isEqualTo("1 passed, 0 failed\n");
    }

    @Test
    void everyRowHasANumberOfItsOwn() {
        var numbers = Run.perigee("replay", "--list", VECTORS.toString())
                .out()
                .lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertThat(numbers)
                .hasSizeGreaterThanOrEqualTo(512)
                .doesNotHaveDuplicates()
                .allMatch(number -> number.matches("[0-9]+\\.[0-9]+\\.[0-9]+"));
    }

    @Test
    void thePageNeedsNothingButItself() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.json"), """
                {"codec": "luatobin", "values": [
                  {"case": "9.1.1", "name": "good & @peer@", "hex": "00", "value": null},
                  {"case": "9.1.2", "name": "wrong <value>", "hex": "0101", "value": false}
                 ]}
                """);
        Path html = folder.resolve("report.html");
        Run.perigee("replay", "--html", html.toString(), file.toString());
        String page = Files.readString(html);
        assertThat(page)
                .contains("<strong>1 passed, 1 failed</strong>", "9.1.2", "wrong &lt;value&gt;", "good &amp; @peer@")
                .contains("decoded: true (expected: false)", "data-outcome=\"failed\"")
                .doesNotContain("<value>", "src=", "http:", "https:", "@import", "url(");
    }

    /** The bytecode in the vectors is of another Lua. */
    @ParameterizedTest
    @ValueSource(strings = {"lua54", "luajit"})
    void otherEnginesPassAllButTheBytecode(String engine) {
        Run run = Run.perigee(
                "replay",
                "--engine",
                engine,
                VECTORS.resolve("lua-rpc-session.json").toString(),
                VECTORS.resolve("lua-rpc-session-2.json").toString());
        assertThat(run.err().lines().filter(line -> !line.contains("needs a peer that takes bytecode")))
                .isEmpty();
        assertThat(run.out()).matches("[0-9]{3} passed, 0 failed\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aRowThatFailsIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.json"), """
                {"codec": "luatobin", "values": [
                  {"name": "good", "hex": "00", "value": null},
                  {"name": "wrong <value>", "hex": "0101", "value": false},
                  {"name": "no value", "hex": "0101"},
                  {"name": "no hex", "hex": "0101zz", "value": true}
                 ],
                 "errors": [{"name": "no error", "hex": "00", "error": "truncated"}]}
                """);
        Path junit = folder.resolve("report.xml");
        Run run = Run.perigee("replay", "--junit", junit.toString(), file.toString());
        assertThat(run.out()).isEqualTo("1 passed, 4 failed\n");
        assertThat(run.exitCode()).isEqualTo(ExitCode.REMOTE_ERROR);
        assertThat(run.err()).contains("failed: wrong.json: wrong <value>: decoded: true (expected: false)");
        assertThat(Files.readString(junit)).contains("wrong &lt;value&gt;", "failures=\"4\"");
    }

    @Test
    void exchangesAndSessionsThatFail() throws IOException {
        Path file = Files.writeString(folder.resolve("live.json"), """
                {"exchanges": [
                  {"name": "good", "call": "0000000000070400046563686f", "response": "01000000000100"},
                  {"name": "wrong", "call": "0001000000070400046563686f", "response": "01010000000102"}
                 ],
                 "sessions": [
                  {"name": "not closed", "send": ["0000000000070400046563686f"], "expect": [], "fate": "open"},
                  {"name": "not open", "send": ["09"], "expect": [], "fate": "open"}
                 ]}
                """);
        Run run = Run.perigee("replay", file.toString());
        assertThat(run.out()).isEqualTo("1 passed, 3 failed\n");
    }

    /** Each row says something that our own peers do not do. */
    @Test
    void rowsOfOtherDialectsThatFail() throws IOException {
        Path file = Files.writeString(folder.resolve("gateways.json"), """
                {"requests": [
                  {"name": "good", "send": ["", "93a36164640102"], "expect": ["4f4b", "03"]},
                  {"name": "another value", "send": ["", "93a36164640102"], "expect": ["4f4b", "04"]},
                  {"name": "an array is no map", "send": ["", "92a46563686f8201010202"], "expect": ["4f4b", "920102"]},
                  {"name": "no error", "send": ["", "93a36164640102"], "error": ""},
                  {"name": "another error", "send": ["", "91a16e"], "error": "bad-name:"},
                  {"name": "another text", "send": ["", "91a16e"], "error": "function", "text": "function 'm'"}
                 ],
                 "answers": [
                  {"name": "no failure", "send": ["", "4f4b", "07"], "error": ""},
                  {"name": "another failure", "send": ["", "4f4b", "c1"], "error": "truncated"}
                 ],
                 "messages": [
                  {"name": "good", "send": ["{\\"func\\":\\"add\\",\\"values\\":[1,2]}"], "expect": "{\\"result\\": 3}", "fate": "open"},
                  {"name": "another result", "send": ["{\\"func\\":\\"nothing\\"}"], "expect": "{\\"result\\":null}", "fate": "open"},
                  {"name": "a null more", "send": ["{\\"func\\":\\"echo\\",\\"values\\":[1,2]}"], "expect": "{\\"results\\":[1,2,null]}", "fate": "open"},
                  {"name": "no error", "send": ["{\\"func\\":\\"nothing\\"}"], "code": "bad-request", "error": "", "fate": "open"},
                  {"name": "another code", "send": ["{}"], "code": "raised", "error": "", "fate": "open"},
                  {"name": "another message", "send": ["{}"], "code": "bad-request", "error": "utf-8:", "fate": "open"},
                  {"name": "not closed", "send": ["{}"], "code": "bad-request", "error": "", "fate": "closed"},
                  {"name": "not open", "send": [""], "length": 2147483647, "code": "bad-request", "error": "", "fate": "open"}
                 ],
                 "calls": [
                  {"name": "good", "call": "add", "args": [1, 2], "all": "3"},
                  {"name": "good by dialect", "call": "echo", "args": [null], "all": "nil", "zmq": ""},
                  {"name": "another outcome", "call": "add", "args": [1, 2], "all": "4"},
                  {"name": "another outcome in one", "call": "add", "args": [1, 2], "all": "3", "json": "4"},
                  {"name": "no failure", "call": "add", "args": [1, 2], "all": "RAISED", "text": "free"}
                 ]}
                """);
        Run run = Run.perigee("replay", file.toString());
        assertThat(run.err().lines().filter(line -> line.contains(": good"))).isEmpty();
        assertThat(run.out()).isEqualTo("4 passed, 17 failed\n");
    }

    @Test
    void whatIsNoVectorFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"rows\": 1}");
        assertThat(Run.perigee("replay", file.toString()).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.perigee("replay", folder.resolve("none.json").toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Run.perigee(
                                "replay",
                                "--target",
                                "localhost:1",
                                VECTORS.resolve("lua-rpc-session.json").toString())
                        .exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Run.perigee(
                                "replay",
                                "--target",
                                "localhost:1",
                                VECTORS.resolve("lua-rpc-hostile.json").toString())
                        .exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
    }
}
