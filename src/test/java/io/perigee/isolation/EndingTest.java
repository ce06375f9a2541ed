package io.perigee.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Step.Cause;
import org.junit.jupiter.api.Test;

class EndingTest {
    private static final int ABORTED = 134;

    private static final String NO_MEMORY_FOR_THE_JVM = """
            #
            # There is insufficient memory for the Java Runtime Environment to continue.
            # Native memory allocation (malloc) failed to allocate 32744 bytes for ChunkPool::allocate""";

    private static final String CRASHED = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f762eed2f94, pid=4361, tid=4362""";

    @Test
    void aJvmThatHadNoMemoryForItselfIsToldFromOneThatCrashed() {
        assertThat(Ending.of(ABORTED, "", NO_MEMORY_FOR_THE_JVM, true))
                .isEqualTo(new Ending(Cause.MEMORY, "memory: used up"));
        assertThat(Ending.of(ABORTED, "", CRASHED, true))
                .isEqualTo(new Ending(Cause.CLOSED, "process of the engine: ended with signal 6"));
    }

    @Test
    void aFullHeapIsMemoryToo() {
        assertThat(Ending.of(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space", "", true))
                .isEqualTo(new Ending(Cause.MEMORY, "memory: used up"));
    }

    @Test
    void whatTheProcessSaidIsToldOnlyWhereNobodysCodeRan() {
        String said = "no such library";
        assertThat(Ending.of(1, said, "", false).text()).isEqualTo("process of the engine: no such library");
        assertThat(Ending.of(1, said, "", true).text()).isEqualTo("process of the engine: ended with exit code 1");
    }
}
