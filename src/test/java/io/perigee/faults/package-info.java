/** Faults between real processes, and the books by which calls are proved to end once, with what is theirs. */
package io.perigee.faults;
