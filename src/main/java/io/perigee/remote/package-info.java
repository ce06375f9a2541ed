/**
 * What may be called at the other end: callers, remote functions and objects, typed proxies, and how calls fail. Sections
 * 5 to 7 of {@code protocol-spec.md}.
 */
@org.jspecify.annotations.NullMarked
package io.perigee.remote;
