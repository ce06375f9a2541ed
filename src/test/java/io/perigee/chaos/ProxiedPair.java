package io.perigee.chaos;

import io.perigee.transport.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two plain sockets with a proxy between them. */
final class ProxiedPair implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 200;

    /** What a socket has to say when it is read to its end. */
    record Read(int bytes, String end) {}

    final ServerSocket listener;
    final ChaosProxy proxy;
    final List<Fault> injected = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    ProxiedPair(FaultPlan plan) throws Exception {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        proxy = ChaosProxy.listen(
                Address.of("localhost", 0),
                Address.of("127.0.0.1", listener.getLocalPort()),
                plan,
                new ChaosObserver() {
                    @Override
                    public void onFault(long connection, Direction direction, Fault fault) {
                        injected.add(fault);
                    }

                    @Override
                    public void onEnd(long connection, long bytesToServer, long bytesToClient) {
                        ended.add(bytesToServer + " " + bytesToClient);
                    }
                });
    }

    static ProxiedPair with(Direction disturbed, StreamFaults faults) throws Exception {
        return new ProxiedPair((connection, direction) -> direction == disturbed ? faults : StreamFaults.NONE);
    }

    Socket client() throws IOException {
        return keep(new Socket("localhost", ((Address.Tcp) proxy.address()).port()));
    }

    Socket server() throws IOException {
        return keep(listener.accept());
    }

    private Socket keep(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        return socket;
    }

    /** Reads until there is nothing more, and tells why there is not: the end, a reset. */
    static Read readAll(Socket socket) throws IOException {
        return readAll(socket, PATIENCE_MILLIS);
    }

    /** As {@link #readAll(Socket)}, where silence is expected. */
    static Read readUntilSilence(Socket socket) throws IOException {
        return readAll(socket, SILENCE_MILLIS);
    }

    private static Read readAll(Socket socket, int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        InputStream in = socket.getInputStream();
        int bytes = 0;
        while (true) {
            String end = null;
            try {
                end = in.read() < 0 ? "end" : null;
            } catch (SocketTimeoutException e) {
                end = "silence";
            } catch (SocketException e) {
                end = "reset";
            }
            if (end != null) {
                return new Read(bytes, end);
            }
            bytes++;
        }
    }

    static byte[] bytes(int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
        listener.close();
    }
}
