/** Perigee's entry points: peers, servers and their options. */
@org.jspecify.annotations.NullMarked
package io.perigee;
