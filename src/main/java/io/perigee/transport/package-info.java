/** Sockets: addresses, event loops, TCP, Unix sockets and TLS. Section 2 of {@code protocol-spec.md}. */
@org.jspecify.annotations.NullMarked
package io.perigee.transport;
