package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.CodecException;
import org.junit.jupiter.api.Test;

class ObjectTableTest {
    private final ObjectTable table = new ObjectTable(null);

    @Test
    void objectsAreNumberedFromOneAndKeepTheirNumber() {
        var first = new Object();
        var second = new Object();
        assertThat(table.export(first)).isEqualTo(1);
        assertThat(table.export(second)).isEqualTo(2);
        assertThat(table.export(first)).isEqualTo(1);
        assertThat(table.own(1)).isSameAs(first);
        assertThat(table.own(2)).isSameAs(second);
    }

    @Test
    void equalObjectsAreNotTheSame() {
        assertThat(table.export(new String("x"))).isEqualTo(1);
        assertThat(table.export(new String("x"))).isEqualTo(2);
    }

    @Test
    void aNumberThatWasNotHandedOutIsUnknown() {
        for (int number : new int[] {0, 1, -1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> table.own(number))
                    .isInstanceOf(CodecException.class)
                    .hasMessageStartingWith("unknown-object: " + number);
        }
    }

    @Test
    void aReleasedNumberIsNeverGivenAway() {
        var object = new Object();
        table.export(object);
        assertThat(table.release(object)).isTrue();
        assertThat(table.release(object)).isFalse();
        assertThatThrownBy(() -> table.own(1)).hasMessageStartingWith("unknown-object: 1");
        assertThat(table.export(object)).isEqualTo(2);
        assertThat(table.release("a stranger")).isFalse();
    }

    @Test
    void whatTheEndOfTheConnectionClearsIsUnknown() {
        table.export(new Object());
        table.clear();
        assertThatThrownBy(() -> table.own(1)).hasMessageStartingWith("unknown-object: 1");
    }

    @Test
    void soManyObjectsAreHandedOutAndNoMore() {
        for (int i = 0; i < 65_536; i++) {
            table.export(new Object());
        }
        assertThatThrownBy(() -> table.export(new Object())).hasMessageStartingWith("unencodable: 65537 objects");
    }

    @Test
    void aStandInIsKnownByItsNumberAtItsConnection() {
        var standIn = table.peers(7);
        assertThat(table.numberAtPeer(standIn)).isEqualTo(7);
        assertThat(table.peers(7)).isEqualTo(standIn);
        assertThat(table.numberAtPeer(new Object())).isZero();
    }
}
