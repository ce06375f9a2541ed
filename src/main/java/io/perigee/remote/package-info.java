/** What may be called at the other end: callers, remote functions and objects, typed proxies, and how calls fail. */
@org.jspecify.annotations.NullMarked
package io.perigee.remote;
