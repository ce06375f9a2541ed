/** A server of little memory, thousands of hostile connections, and a client beside them that wants to be served. */
package io.perigee.crowd;
