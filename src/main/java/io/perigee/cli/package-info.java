/** The command {@code perigee}. */
@org.jspecify.annotations.NullMarked
package io.perigee.cli;
