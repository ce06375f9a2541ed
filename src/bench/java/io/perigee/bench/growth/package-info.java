/** Measures throughput as the number of connections, of calls in flight and of registered procedures grows. */
@org.jspecify.annotations.NullMarked
package io.perigee.bench.growth;
