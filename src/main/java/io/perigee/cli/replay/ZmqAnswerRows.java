package io.perigee.cli.replay;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.gateway.zmq.BareSocket;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcClient;
import io.perigee.remote.RpcProtocolException;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Rows of answers to a call over ZeroMQ, replayed against the client in this process. */
final class ZmqAnswerRows implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final byte[] DELIMITER = {};
    private static final List<byte[]> SEVEN = List.of(DELIMITER, new byte[] {'O', 'K'}, new byte[] {7});

    private final BareSocket server = BareSocket.router(PATIENCE);
    private final RpcClient client = new RpcTarget.Zmq(server.address(), PeerKind.PERIGEE).connect(RpcOptions.DEFAULT);

    /** A row of {@code answers}: the call ends with a named error, and the next one as if nothing had been. */
    void answer(Row row) {
        CompletableFuture<LuaValues> call = client.callAsync("anything");
        reply(row.bytesList("send"));
        String error = String.valueOf(row.text("error"));
        String found = failure(call);
        Check.that(found.contains(error), "failure", found, error);

        CompletableFuture<LuaValues> next = client.callAsync("next");
        reply(SEVEN);
        Check.that(next.join().asInt() == 7, "the next call", next.join(), 7);
    }

    /** Answers the request that is due, with all frames in front of it. */
    private void reply(List<byte[]> frames) {
        List<byte[]> asked = server.receive();
        if (asked == null) {
            throw new Check.Mismatch("client", "silent", "a request");
        }
        var all = new ArrayList<>(asked.subList(0, 2));
        all.addAll(frames);
        server.send(all);
    }

    private static String failure(CompletableFuture<LuaValues> call) {
        try {
            throw new Check.Mismatch("call", "answered by " + call.join(), "a failure");
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean named = cause instanceof RpcProtocolException || cause instanceof RemoteErrorException;
            Check.that(named, "failure", cause, "an answer that cannot be understood");
            return String.valueOf(cause.getMessage());
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
