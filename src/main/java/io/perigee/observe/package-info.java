/** Hooks for logs, metrics and traces: they do nothing unless overridden, and a peer without a listener computes nothing. */
@org.jspecify.annotations.NullMarked
package io.perigee.observe;
