/** What the gateways of the other dialects have in common: calls on their way in and out, without an envelope. */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway;
