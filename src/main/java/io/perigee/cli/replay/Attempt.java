package io.perigee.cli.replay;

import io.perigee.cli.replay.Report.Outcome;
import io.perigee.codec.CodecException;
import io.perigee.wire.FrameException;
import java.io.IOException;

/** How one check ended. */
record Attempt(Outcome outcome, String detail, long nanos) {

    static Attempt of(Check check) {
        long start = System.nanoTime();
        var outcome = Outcome.PASSED;
        String detail = "";
        try {
            check.run();
        } catch (Check.Skip e) {
            outcome = Outcome.SKIPPED;
            detail = String.valueOf(e.getMessage());
        } catch (Check.Mismatch
                | CodecException
                | FrameException
                | VectorException
                | IllegalArgumentException
                | IOException e) {
            outcome = Outcome.FAILED;
            detail = String.valueOf(e.getMessage());
        }
        return new Attempt(outcome, detail, System.nanoTime() - start);
    }
}
