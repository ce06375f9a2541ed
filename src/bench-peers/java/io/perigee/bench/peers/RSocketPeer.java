package io.perigee.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.util.Set;
import reactor.core.publisher.Mono;

/** RSocket-java over TCP, request and response, payloads without a copy. */
public final class RSocketPeer implements Contender {
    @Override
    public String name() {
        return "rsocket";
    }

    @Override
    public Set<Mode> modes() {
        return Mode.SMALL_AND_BYTES;
    }

    @Override
    public int serve(Mode mode) {
        var acceptor = SocketAcceptor.forRequestResponse(mode == Mode.BYTES ? Mono::just : RSocketPeer::add);
        return RSocketServer.create(acceptor)
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bindNow(TcpServerTransport.create("127.0.0.1", 0))
                .address()
                .getPort();
    }

    private static Mono<Payload> add(Payload request) {
        ByteBuf in = request.sliceData();
        int sum = in.readInt() + in.readInt();
        request.release();
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer(Integer.BYTES).writeInt(sum);
        return Mono.just(ByteBufPayload.create(out));
    }

    @Override
    public Client connect(Mode mode, int port) {
        RSocket socket = RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create("127.0.0.1", port))
                .block();
        if (socket == null) {
            throw Failures.fatal("not connected", null);
        }
        return new RSocketClient(socket);
    }

    private static Payload pair(int a, int b) {
        return ByteBufPayload.create(
                ByteBufAllocator.DEFAULT.buffer(Pair.BYTES).writeInt(a).writeInt(b));
    }

    private record RSocketClient(RSocket socket) implements Client {
        @Override
        public int call(int a, int b) {
            Payload answer = socket.requestResponse(pair(a, b)).block();
            if (answer == null) {
                throw Failures.fatal("no answer", null);
            }
            int sum = answer.sliceData().readInt();
            answer.release();
            return sum;
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            var end = new End(onAnswer);
            return (a, b) -> socket.requestResponse(pair(a, b)).subscribe(end::answered, End::failed);
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            var end = new End(onAnswer);
            return (a, b) -> {
                ByteBuf out = ByteBufAllocator.DEFAULT.buffer(payload.length).writeBytes(payload);
                socket.requestResponse(ByteBufPayload.create(out)).subscribe(end::answered, End::failed);
            };
        }
    }

    private record End(Runnable onAnswer) {
        void answered(Payload answer) {
            answer.release();
            onAnswer.run();
        }

        static void failed(Throwable failure) {
            throw Failures.fatal("call failed", failure);
        }
    }
}
