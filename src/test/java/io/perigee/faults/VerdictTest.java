package io.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.value.LuaValues;
import org.junit.jupiter.api.Test;

/** The books show what is wrong. */
class VerdictTest {
    private final Ledger caller = new Ledger();
    private final Ledger callee = new Ledger();

    private Verdict verdict() {
        return Verdict.of(caller, callee);
    }

    private VerdictTest begun(long nonce) {
        caller.begun(nonce);
        return this;
    }

    private VerdictTest answered(long nonce, long result) {
        caller.ended(nonce, LuaValues.from(result), null);
        return this;
    }

    private VerdictTest ran(long nonce) {
        callee.executed(nonce);
        return this;
    }

    @Test
    void aCallWithItsResultIsFine() {
        assertThat(begun(1).ran(1).answered(1, 1).verdict().isClean()).isTrue();
        assertThat(Ledger.read(callee.write()).executions).containsEntry(1L, 1);
        assertThat(Ledger.read(caller.write()).calls).isEqualTo(caller.calls);
    }

    @Test
    void aCallWithoutAnEndIsLost() {
        assertThat(begun(1).ran(1).verdict().lost()).isEqualTo(1);
    }

    @Test
    void anotherCallsResultIsMisrouted() {
        assertThat(begun(1).ran(1).answered(1, 2).verdict().misrouted()).isEqualTo(1);
    }

    @Test
    void aResultOfNothingIsMisrouted() {
        assertThat(begun(1).answered(1, 1).verdict().misrouted()).isEqualTo(1);
    }

    @Test
    void twoEndsAreOneTooMany() {
        assertThat(begun(1).ran(1).answered(1, 1).answered(1, 1).verdict().duplicated())
                .isEqualTo(1);
    }

    @Test
    void twoRunsAreOneTooMany() {
        assertThat(begun(1).ran(1).ran(1).answered(1, 1).verdict().duplicated()).isEqualTo(1);
    }

    @Test
    void whatWasNotSentMustNotRunNotEvenLate() {
        begun(1);
        caller.calls.get(1L).add(End.NOT_SENT);
        assertThat(verdict().isClean()).isTrue();
        var later = new Ledger();
        later.executed(1);
        callee.addLate(later, caller);
        assertThat(verdict().ranUnsent()).isEqualTo(1);
        assertThat(verdict().details()).containsExactly("nonce 1: ran though not sent: ended [NOT_SENT], ran 1 times");
    }
}
