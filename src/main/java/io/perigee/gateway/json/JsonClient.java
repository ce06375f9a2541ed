package io.perigee.gateway.json;

import io.perigee.codec.ByteOutput;
import io.perigee.gateway.GatewayClient;
import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.OutboundCall;
import io.perigee.procedure.Executors;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.ServingThread;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a daemon that speaks length-prefixed JSON: section 16 of {@code protocol-spec.md}. Thread-safe.
 *
 * <p>Responses have no numbers, so one call is on its way at a time, and the others wait in their order. Where an answer
 * is still due that nobody waits for any more, the connection is given up with it, and what waits goes over another one.
 * A connection that ended is opened anew when there is something to send.
 */
public final class JsonClient extends GatewayClient {
    private final Address address;
    private final JsonDialect dialect;
    private final GatewaySettings settings;
    private final Envelope envelope;

    // Guarded by this. Calls end outside the lock, since whoever waits for them runs then.

    private final Map<OutboundCall, ByteOutput> waiting = new LinkedHashMap<>();

    /** The call whose response is due. */
    private @Nullable OutboundCall current;

    /** Its response came, and what came with it is still to be looked at: behind it there must be nothing. */
    private boolean answered;

    private @Nullable ClientConnection connection;
    private boolean closed;

    private JsonClient(Address address, JsonDialect dialect, GatewaySettings settings) {
        super(JsonDialect.target(address), settings);
        this.address = address;
        this.dialect = dialect;
        this.settings = settings;
        this.envelope = new Envelope(dialect, settings);
    }

    /**
     * Connects; waits until it has.
     *
     * @throws RpcConnectionException if nobody listens there
     * @throws IllegalArgumentException if the dialect leaves open which order of bytes to write
     */
    public static JsonClient connect(Address address, JsonDialect dialect, GatewaySettings settings) {
        Jackson.check();
        if (dialect.order() == LengthOrder.AUTO) {
            throw new IllegalArgumentException("order: AUTO (expected: BIG_ENDIAN or LITTLE_ENDIAN, for a client)");
        }
        if (ServingThread.isCurrent()) {
            throw new IllegalStateException("connect: waiting on an event loop (expected: a thread that may wait)");
        }
        var client = new JsonClient(address, dialect, settings);
        try {
            client.open().get();
            return client;
        } catch (ExecutionException e) {
            client.close();
            throw (RpcConnectionException) e.getCause();
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException("connect", client.peer(), Outcome.NOT_SENT, e);
        }
    }

    private synchronized CompletableFuture<Boolean> open() {
        var opening = new ClientConnection(this, dialect.order());
        connection = opening;
        Executors.shared().execute(() -> opening.open(address, settings));
        return opening.ready();
    }

    @Override
    protected void send(OutboundCall call) {
        ByteOutput request;
        try {
            request = envelope.writeRequest(
                    new ByteOutput(MessageStream.FIRST_CAPACITY), LuaString.of(call.procedure()), call.args());
        } catch (RuntimeException e) {
            call.refuse(String.valueOf(e.getMessage()), e);
            return;
        }
        Runnable end = null;
        synchronized (this) {
            int others = waiting.size();
            if (closed) {
                end = () -> call.lose("closed", null);
            } else if (others >= settings.maxQueuedCalls()) {
                end = () -> call.refuse(
                        "too many calls wait: " + others + " (expected: < " + settings.maxQueuedCalls() + ")", null);
            } else {
                waiting.put(call, request);
                advance();
            }
        }
        if (end != null) {
            end.run();
        }
    }

    @Override
    protected synchronized void giveUp(OutboundCall call) {
        waiting.remove(call);
        if (call == current) {
            // Its response may still come, and would be taken for that of the next call.
            current = null;
            if (connection != null) {
                connection.close();
                connection = null;
            }
            advance();
        }
    }

    /** Sends the next call, if none is on its way. Under the lock. */
    private void advance() {
        while (current == null && !answered && !waiting.isEmpty()) {
            ClientConnection open = connection;
            if (open == null) {
                open();
                return;
            }
            if (!open.isOpen()) {
                return;
            }
            var next = waiting.entrySet().iterator().next();
            waiting.remove(next.getKey());
            if (next.getKey().sending()) {
                current = next.getKey();
                open.write(next.getValue());
            }
        }
    }

    /** A connection is there. */
    synchronized void opened(ClientConnection opened) {
        if (opened == connection) {
            advance();
        }
    }

    /** A message came; false if no call is due, so that it can be the response of none. */
    boolean message(ClientConnection from, byte[] text) {
        OutboundCall call;
        synchronized (this) {
            if (from != connection) {
                // Given up: whatever still comes over it is for nobody.
                return true;
            }
            call = current;
            if (call == null) {
                return false;
            }
            current = null;
            answered = true;
        }
        Response response;
        try {
            response = envelope.readResponse(text);
        } catch (RuntimeException e) {
            call.misunderstand(String.valueOf(e.getMessage()), e);
            return true;
        }
        response.end(call);
        return true;
    }

    /** All that came at once was taken, and the next call may go; false if something is left, though no call is due. */
    synchronized boolean taken(ClientConnection from, int bytesLeft) {
        if (from != connection) {
            return true;
        }
        if (current == null && bytesLeft > 0) {
            return false;
        }
        answered = false;
        advance();
        return true;
    }

    void broken(ClientConnection from, String error) {
        OutboundCall call = drop(from);
        from.close();
        if (call != null) {
            call.misunderstand(error, null);
        }
        goOn();
    }

    /** A connection ended, or came to nothing. */
    void ended(ClientConnection from, boolean wasOpen, String reason, @Nullable Throwable cause) {
        var lost = new ArrayList<OutboundCall>();
        synchronized (this) {
            if (from != connection) {
                return;
            }
            OutboundCall call = drop(from);
            if (call != null) {
                lost.add(call);
            }
            if (!wasOpen) {
                // Nobody is there; those who wait are told rather than let the next attempt decide.
                lost.addAll(waiting.keySet());
                waiting.clear();
            }
        }
        lost.forEach(call -> call.lose(reason, cause));
        goOn();
    }

    /** Forgets a connection; gives the call whose response was due over it. */
    private synchronized @Nullable OutboundCall drop(ClientConnection from) {
        if (from != connection) {
            return null;
        }
        connection = null;
        answered = false;
        OutboundCall call = current;
        current = null;
        return call;
    }

    private synchronized void goOn() {
        if (!closed) {
            advance();
        }
    }

    @Override
    public void close() {
        List<OutboundCall> lost;
        synchronized (this) {
            closed = true;
            lost = new ArrayList<>(waiting.keySet());
            waiting.clear();
            if (current != null) {
                lost.add(0, current);
                current = null;
            }
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
        lost.forEach(call -> call.lose("closed", null));
    }
}
