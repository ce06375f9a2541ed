package io.perigee.gateway.zmq;

import io.perigee.value.LuaValue;

/** Is given what a {@link ZmqSubscriber} receives. */
@FunctionalInterface
public interface EventHandler {

    /**
     * One event. Called on the thread of the subscriber, one after another: it may block, and events that come meanwhile
     * wait, up to a limit beyond which the publisher drops them. What it throws is logged.
     */
    void received(String topic, LuaValue value);
}
