/** The demonstration: a Java peer and a real Lua peer call each other, and a transcript shows how. */
@org.jspecify.annotations.NullMarked
package io.perigee.cli.demo;
