package io.perigee.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AllocationTest {
    /** Where compilers cannot see that it is not needed. */
    private byte @Nullable [] allocated;

    @Test
    void moreThanEightTimesTheBytesAndAConstantIsAnError() {
        assertThatThrownBy(() -> Allocation.check(100, 1000, () -> allocated = new byte[1800]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("for 100 (expected: <= 1800)");
    }

    @Test
    void lessIsNone() {
        assertThatCode(() -> Allocation.check(100, 1000, () -> allocated = new byte[1700]))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsAllocatedOnceOnlyDoesNotCount() {
        assertThatCode(() -> Allocation.check(0, 100, () -> {
                    if (allocated == null) {
                        allocated = new byte[1000];
                    }
                }))
                .doesNotThrowAnyException();
    }
}
