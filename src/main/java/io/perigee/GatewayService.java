package io.perigee;

/** A server of another dialect. */
record GatewayService(RpcTarget target, Runnable end) implements RpcService {
    @Override
    public void close() {
        end.run();
    }

    @Override
    public String toString() {
        return "server " + target;
    }
}
