/**
 * A proxy that stands between two ends of a TCP connection and does to it what networks and dying peers do. It knows no
 * protocol.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.chaos;
