package io.perigee.peer;

/**
 * What calls of one kind have in common, kept in one place since there are many of them.
 *
 * @param timeoutNanos 0 for none
 */
record CallTerms(PeerConnection connection, long timeoutNanos) {}
