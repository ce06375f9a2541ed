package io.perigee.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The other end of a connection, on a plain socket: it sends whatever bytes a test wants, and keeps no rule. */
public final class RawPeer implements Closeable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ValueReader reader;
    private final ValueWriter writer;

    private RawPeer(Socket socket, ValueCodec codec) {
        this.socket = socket;
        reader = codec.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectReferences.NONE);
        writer = codec.newWriter(ObjectReferences.NONE);
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RawPeer connect(Address server) {
        return connect(server, Luatobin.INSTANCE);
    }

    /** As {@link #connect(Address)}; values of messages are in this codec. */
    public static RawPeer connect(Address server, ValueCodec codec) {
        var tcp = (Address.Tcp) server;
        try {
            return new RawPeer(new Socket(tcp.host(), tcp.port()), codec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #connect(Address)}, for one whose system takes little before it is read. */
    public static RawPeer connectWithSmallBuffer(Address server) {
        var tcp = (Address.Tcp) server;
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(1 << 12);
            socket.connect(new InetSocketAddress(tcp.host(), tcp.port()));
            return new RawPeer(socket, Luatobin.INSTANCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens for clients, each of which becomes a raw peer. */
    public static Listener listen() {
        return new Listener();
    }

    /** As {@link #listen()}, for raw peers whose system takes little before they read it. */
    public static Listener listenWithSmallBuffer() {
        var listener = new Listener();
        try {
            listener.socket.setReceiveBufferSize(1 << 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return listener;
    }

    /** Where raw peers come from when the library is the client. */
    public static final class Listener implements Closeable {
        private final ServerSocket socket;

        Listener() {
            try {
                socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                socket.setSoTimeout(PATIENCE_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public Address address() {
            return Address.of(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
        }

        public RawPeer accept() {
            try {
                return new RawPeer(socket.accept(), Luatobin.INSTANCE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Socket socket() {
        return socket;
    }

    /** Sends bytes given in hex; spaces are for the reader. */
    public RawPeer send(String hex) {
        return send(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }

    public RawPeer send(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends a whole message. */
    public RawPeer send(Message message) {
        return send(bytes(message));
    }

    /** Sends a call. */
    public RawPeer call(int seq, String procedure, Object... args) {
        return send(new Message.Call(seq, LuaString.of(procedure), LuaValues.from(args)));
    }

    /** Sends a response. */
    public RawPeer respond(int seq, int status, Object... results) {
        return send(new Message.Response(seq, status, LuaValues.from(results)));
    }

    /** The bytes of a whole message. */
    public byte[] bytes(Message message) {
        var buffer = new ByteOutput(64);
        message.write(buffer, writer);
        return buffer.toByteArray();
    }

    /** The bytes of a call. */
    public static byte[] callBytes(int seq, String procedure, Object... args) {
        var buffer = new ByteOutput(64);
        new Message.Call(seq, LuaString.of(procedure), LuaValues.from(args))
                .write(buffer, Luatobin.INSTANCE.newWriter(ObjectReferences.NONE));
        return buffer.toByteArray();
    }

    /** The next message from the other end. */
    public Message read() {
        try {
            var header = new byte[6];
            in.readFully(header);
            int size = BigEndian.getInt(header, 2);
            var frame = Arrays.copyOf(header, header.length + size);
            in.readFully(frame, header.length, size);
            return Message.read(ByteBuffer.wrap(frame), reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Message.Call readCall() {
        return (Message.Call) read();
    }

    public Message.Response readResponse() {
        return (Message.Response) read();
    }

    /** Reads the response with this number and status. */
    public LuaValues expect(int seq, int status) {
        Message.Response response = readResponse();
        assertThat(response.seq()).as("number of the response").isEqualTo(seq);
        assertThat(response.status()).as("status of %s", response.results()).isEqualTo(status);
        return response.results();
    }

    /** The other end is alive and well: a call is answered. */
    public RawPeer expectAlive() {
        call(250, "echo", "still there");
        assertThat(expect(250, 0)).isEqualTo(LuaValues.from("still there"));
        return this;
    }

    /** The other end closes the connection; what it still had to say before that is dropped. */
    public void expectClosed() {
        try {
            while (in.read() >= 0) {
                // Answers to what came before.
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            // Reset, since the other end did not read everything: closed all the same.
        }
    }

    /** Closes the connection without a farewell: the other end sees a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
