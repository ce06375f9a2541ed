/**
 * Replays vector files: against the codecs in this process, and against live peers. For the command and for tests.
 *
 * <p>The files are described in {@code test-vectors/FORMAT.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.cli.replay;
