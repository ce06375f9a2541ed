package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DecodeLimitsTest {

    @Test
    void limitsAreWhatAReaderCanHold() {
        assertThat(new DecodeLimits(1, 1, false).maxDepth()).isOne();
        assertThat(new DecodeLimits(64, 1, false).maxDepth()).isEqualTo(64);
        assertThatThrownBy(() -> new DecodeLimits(0, 1, false)).hasMessage("maxDepth: 0 (expected: 1 to 64)");
        assertThatThrownBy(() -> new DecodeLimits(65, 1, false)).hasMessage("maxDepth: 65 (expected: 1 to 64)");
        assertThatThrownBy(() -> new DecodeLimits(1, 0, false)).hasMessage("maxNodes: 0 (expected: >= 1)");
    }

    @Test
    void functionsAreAllowedBesideTheOtherLimits() {
        var limits = new DecodeLimits(3, 5, false);
        assertThat(limits.withFunctions(true)).isEqualTo(new DecodeLimits(3, 5, true));
    }
}
