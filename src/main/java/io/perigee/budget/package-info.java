/** What the connections of one server may take together. */
@org.jspecify.annotations.NullMarked
package io.perigee.budget;
