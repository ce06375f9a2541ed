/** What tests share: raw sockets, other processes, leak checks. */
package io.perigee.testing;
