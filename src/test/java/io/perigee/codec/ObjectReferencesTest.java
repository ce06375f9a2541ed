package io.perigee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ObjectReferencesTest {

    @Test
    void whereNoObjectsPassNoneIsKnownAndNoneIsHandedOut() {
        var none = ObjectReferences.NONE;
        assertThatThrownBy(() -> none.peers(7)).hasMessage("unknown-object: 7 (expected: no object references here)");
        assertThatThrownBy(() -> none.own(7)).hasMessage("unknown-object: 7 (expected: no object references here)");
        assertThatThrownBy(() -> none.export("text"))
                .hasMessage("unencodable: java.lang.String (expected: no object references here)");
        assertThat(none.numberAtPeer("text")).isZero();
    }
}
