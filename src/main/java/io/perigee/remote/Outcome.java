package io.perigee.remote;

/** What became of a call that failed: whether the procedure may have run. Section 5.5 of {@code protocol-spec.md}. */
public enum Outcome {
    /** Nothing of it left this side: the procedure did not run, and the call may be repeated safely. */
    NOT_SENT,
    /** It was sent, or may have been, and no answer came: the procedure may or may not have run. */
    UNKNOWN,
    /** The peer answered it. */
    ANSWERED
}
