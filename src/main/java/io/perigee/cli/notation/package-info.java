/** Bytes, values and whole messages as text that the commands read and print. */
@org.jspecify.annotations.NullMarked
package io.perigee.cli.notation;
