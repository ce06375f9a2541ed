/** Libraries of Luau that call a registry of procedures, and interfaces of Java that call a daemon: written as source. */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway.json.luau;
