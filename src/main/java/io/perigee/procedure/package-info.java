/** What peers may call: procedures, the registry that holds them, and the dispatcher that every dialect shares. */
@org.jspecify.annotations.NullMarked
package io.perigee.procedure;
