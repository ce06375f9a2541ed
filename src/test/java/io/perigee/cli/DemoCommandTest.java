package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code demo}, with real Lua processes: where an interpreter is missing, this fails and says so. */
@Timeout(60)
class DemoCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void everyLuaPlaysItsPart(String lua) {
        // Other tests may have left processes of engines that are started ahead of need.
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        long start = System.nanoTime();
        Run run = Run.perigee("demo", "--lua", lua);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(run.out())
                .contains("Java calls Lua", "add(3, 4)", "= 7", "= 1, nil, \"three\"", "── #0", "◀─ #")
                .contains("countdown(4)", "= \"lift-off\"", "no such procedure")
                .contains("Lua uploads functions to Java", "= 42, \"done in Lua 5.1\"", "= 5050")
                .doesNotContain("scene", "\u001b");
        assertThat(ProcessHandle.current().children().toList()).isSubsetOf(before);
    }

    /** No interpreter is needed: the engine in the program runs the Lua module over a real socket. */
    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void theLuaInTheProgramPlaysItToo(String engine) {
        Run run = Run.perigee("demo", "--engine", engine);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Java calls Lua", "add(3, 4)", "countdown(4)", "= \"lift-off\"", "= 5050")
                .contains("(in this program), each one as expected");
    }

    @Test
    void withoutLuaItSaysHowToGetOne() {
        Run run = Run.perigee("demo", "--lua", "no-such-lua");
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("apt install");
        assertThat(run.err().lines()).hasSize(1);
    }
}
