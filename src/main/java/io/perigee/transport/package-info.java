/** Sockets: addresses, event loops, TCP, Unix sockets and TLS. */
@org.jspecify.annotations.NullMarked
package io.perigee.transport;
