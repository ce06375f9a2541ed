package io.perigee.lua;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.value.LuaString;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenNamesTest {
    private final HiddenNames hidden =
            new HiddenNames(Set.of("os", "_G"), Set.of("vault.key", "vault.door.open", "top"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "os",
                "os.exit",
                "..os..exit",
                "_G.app",
                "vault.key",
                "vault.key.first",
                "vault..key",
                "vault",
                "vault.door",
                "top",
                "top.x"
            })
    void areNotReached(String path) {
        assertThat(hidden.contains(LuaString.of(path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "oss", "app.os", "vault.count", "vault.door.shut", "vault.keys", "tops"})
    void leaveTheRest(String path) {
        assertThat(hidden.contains(LuaString.of(path))).isFalse();
    }

    @Test
    void longPathsAreNotReached() {
        assertThat(hidden.contains(LuaString.of("x".repeat(1024)))).isFalse();
        assertThat(hidden.contains(LuaString.of("x".repeat(1025)))).isTrue();
        assertThat(hidden.contains(LuaString.of("x.".repeat(1 << 20)))).isTrue();
    }
}
