/** Values as text: the tagged JSON of the test vectors, which keeps every value exactly, and plain JSON for arguments. */
@org.jspecify.annotations.NullMarked
package io.perigee.codec.json;
