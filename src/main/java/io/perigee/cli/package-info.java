/** The command {@code perigee}: one class a subcommand, and what they share. */
@org.jspecify.annotations.NullMarked
package io.perigee.cli;
