package io.perigee.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:2000, localhost:2000",
        "gateway, gateway:1999",
        ":2000, localhost:2000",
        "[::1]:2000, [::1]:2000",
        "[::1], [::1]:1999",
        "::1, [::1]:1999",
        "10.0.0.1:0, 10.0.0.1:0",
        "unix:/run/app.sock, unix:/run/app.sock"
    })
    void readsWhatItWrites(String text, String shown) {
        assertThat(Address.parse(text)).hasToString(shown);
        assertThat(Address.parse(shown)).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:", "host:port", "host:-1", "host:65536", "[::1", "[::1]2000", "unix:", ""})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void standsForTheLuaModulesDefault() {
        assertThat(Address.ofDefault()).hasToString("localhost:1999");
    }
}
