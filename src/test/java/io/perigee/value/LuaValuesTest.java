package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LuaValuesTest {
    @Test
    void whatIsBehindTheFirstOnes() {
        var values = LuaValues.from(1, null, "x", null);
        assertThat(values.skip(0)).isEqualTo(values);
        assertThat(values.skip(1)).isEqualTo(LuaValues.from(null, "x", null));
        assertThat(values.skip(3)).isEqualTo(LuaValues.of(LuaNil.NIL));
        assertThat(values.skip(4)).isSameAs(LuaValues.empty());
        assertThat(values.skip(Integer.MAX_VALUE)).isSameAs(LuaValues.empty());
        assertThat(LuaValues.from(1, 2).skip(1)).isEqualTo(LuaValues.from(2));
        assertThatThrownBy(() -> values.skip(-1)).hasMessage("count: -1 (expected: >= 0)");
    }
}
