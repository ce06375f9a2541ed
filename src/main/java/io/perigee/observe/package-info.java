/** Hooks for logs, metrics and traces. */
@org.jspecify.annotations.NullMarked
package io.perigee.observe;
