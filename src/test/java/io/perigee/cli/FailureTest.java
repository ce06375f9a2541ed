package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which exit code whom is to blame gets. */
class FailureTest {

    @ParameterizedTest
    @EnumSource(names = "BYTECODE_REFUSED", mode = EnumSource.Mode.EXCLUDE)
    void anArgumentWithoutAFormIsAMistakeOfTheCommandLine(CodecError error) {
        assertThat(Failure.of(refused(codec(error))).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatThisSideRefusesByItsRulesIsPolicy() {
        assertThat(Failure.of(refused(null)).exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(Failure.of(refused(codec(CodecError.BYTECODE_REFUSED))).exitCode())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(Failure.of(answer(CodecError.BYTECODE_REFUSED)).exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void anAnswerThatIsNoneIsThePeers() {
        assertThat(Failure.of(answer(CodecError.TRUNCATED)).exitCode()).isEqualTo(ExitCode.REMOTE_ERROR);
    }

    @Test
    void whatNobodyForesawSaysSo() {
        Failure failure = Failure.of(new IllegalStateException("oops"));
        assertThat(failure.exitCode()).isEqualTo(70);
        assertThat(failure.message()).isEqualTo("internal error: java.lang.IllegalStateException: oops");
        assertThat(Failure.of(new StackOverflowError()).message())
                .isEqualTo("internal error: java.lang.StackOverflowError");
    }

    private static CodecException codec(CodecError error) {
        return new CodecException(error, "it", "another");
    }

    private static RpcRefusedException refused(@Nullable Throwable cause) {
        return new RpcRefusedException("p", "peer", Outcome.NOT_SENT, "refused", cause);
    }

    private static RpcProtocolException answer(CodecError error) {
        return new RpcProtocolException("p", "peer", Outcome.ANSWERED, "refused", codec(error));
    }
}
