package io.perigee.cli;

import io.perigee.RpcOptions;
import io.perigee.Zmq;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.gateway.zmq.ZmqServer;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a peer that serves does over ZeroMQ. */
final class ZmqOptions {
    @Option(
            names = "--zmq",
            paramLabel = "ENDPOINT",
            description = "Serve clients of LuaOverMQ and StockMQ, too, at tcp://HOST:PORT; port 0 takes a free one.")
    private @Nullable String server;

    @Option(
            names = "--pub",
            paramLabel = "ENDPOINT",
            description = {
                "Publish events at tcp://HOST:PORT: those that the script, or anybody who may call, gives to the procedure"
                        + " publish(topic, value)."
            })
    private @Nullable String publisher;

    /** Opens the publisher, and registers what publishes; null if none was asked for. */
    @Nullable
    ZmqPublisher openPublisher(Procedures procedures) {
        if (publisher == null) {
            return null;
        }
        ZmqPublisher opened = Zmq.publisher(publisher, RpcOptions.DEFAULT);
        procedures.addNonBlocking("publish", call -> {
            opened.publish(call.arg(0).asString(), call.arg(1).value());
            return LuaValues.empty();
        });
        return opened;
    }

    /** Opens the server; null if none was asked for. */
    @Nullable
    ZmqServer openServer(RpcOptions options) {
        return server == null ? null : Zmq.listen(server, options);
    }
}
