package io.perigee.peer;

import io.perigee.budget.Holder;

/** What the budget of a server may ask of a connection. */
final class PeerHolder implements Holder {
    private final PeerConnection connection;

    PeerHolder(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    public String peer() {
        return connection.peer();
    }

    @Override
    public void end(String reason) {
        // Not from within a read or a write of this very connection.
        connection.eventLoop().execute(() -> connection.end(reason));
    }

    @Override
    public void ifIdle(Runnable task) {
        connection.eventLoop().execute(() -> {
            if (connection.isIdle()) {
                task.run();
            }
        });
    }

    @Override
    public void room() {
        // Not from within the end of another connection's call.
        connection.eventLoop().execute(connection::roomAtServer);
    }
}
