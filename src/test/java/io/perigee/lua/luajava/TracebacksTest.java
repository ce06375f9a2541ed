package io.perigee.lua.luajava;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TracebacksTest {
    @Test
    void thePreludesFramesGoWithTheTailCallsBehindThem() {
        assertThat(Tracebacks.clean("""
                stack traceback:
                \t[C]: in function 'error'
                \tx.lua:1: in function <x.lua:1>
                \t(tail call): ?
                \tx.lua:3: in main chunk
                \tperigee:27: in function <perigee:26>
                \t(tail call): ?
                \t(tail call): ?
                """)).isEqualTo("""
                [C]: in function 'error'
                x.lua:1: in function <x.lua:1>
                (tail call): ?
                x.lua:3: in main chunk""");
        assertThat(Tracebacks.clean("""
                stack traceback:
                \t[C]: in function 'error'
                \tx.lua:1: in function <x.lua:1>
                \t(...tail calls...)
                \tperigee:27: in function <perigee:26>
                \t(...tail calls...)
                """)).isEqualTo("""
                [C]: in function 'error'
                x.lua:1: in function <x.lua:1>
                (...tail calls...)""");
    }

    @Test
    void framesThatAreLeftOutAreNotTheScriptsBehindThePreludes() {
        String tailCalls = "\t(tail call): ?\n".repeat(10);
        assertThat(Tracebacks.clean(
                        "stack traceback:\n\tx.lua:1: in main chunk\n\tperigee:27: in function <perigee:26>\n"
                                + tailCalls + "\t...\n" + tailCalls))
                .isEqualTo("x.lua:1: in main chunk");
        assertThat(Tracebacks.clean("stack traceback:\n\tx.lua:1: in function 'f'\n\t...\n" + tailCalls))
                .isEqualTo("x.lua:1: in function 'f'\n...");
    }
}
