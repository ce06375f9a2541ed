/** The dialect of LuaOverMQ and StockMQ over ZeroMQ: section 15 of {@code protocol-spec.md}. */
@org.jspecify.annotations.NullMarked
package io.perigee.gateway.zmq;
