package io.perigee.bench.peers;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.perigee.bench.Contender;
import io.perigee.bench.Failures;
import io.perigee.bench.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;

/**
 * gRPC-java over its Netty transport, without TLS.
 *
 * <p>Messages are bytes made and read by hand (eight there and four back), which costs less than those of Protocol
 * Buffers would; a stub is what the generated code would be.
 */
abstract class GrpcPeer implements Contender {
    private static final String SERVICE = "bench";
    private static final MethodDescriptor<Pair, Integer> ADD = method(
            "add", new BytesMarshaller<>(Pair::toBytes, Pair::of), new BytesMarshaller<>(Pair::toBytes, Pair::sumOf));
    private static final MethodDescriptor<byte[], byte[]> ECHO = method(
            "echo",
            new BytesMarshaller<>(Function.identity(), Function.identity()),
            new BytesMarshaller<>(Function.identity(), Function.identity()));

    private static <Q, A> MethodDescriptor<Q, A> method(
            String name, MethodDescriptor.Marshaller<Q> request, MethodDescriptor.Marshaller<A> response) {
        return MethodDescriptor.newBuilder(request, response)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .build();
    }

    abstract void configure(NettyServerBuilder server);

    abstract void configure(NettyChannelBuilder channel);

    @Override
    public int serve(Mode mode) throws Exception {
        var service = ServerServiceDefinition.builder(SERVICE)
                .addMethod(ADD, unary(Pair::sum))
                .addMethod(ECHO, unary(Function.identity()))
                .build();
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service);
        configure(server);
        return server.build().start().getPort();
    }

    private static <Q, A> io.grpc.ServerCallHandler<Q, A> unary(Function<Q, A> procedure) {
        return ServerCalls.asyncUnaryCall((request, answer) -> {
            answer.onNext(procedure.apply(request));
            answer.onCompleted();
        });
    }

    @Override
    public Client connect(Mode mode, int port) {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
        configure(channel);
        return new GrpcClient(channel.build());
    }

    private record GrpcClient(Channel channel) implements Client {
        @Override
        public int call(int a, int b) {
            return ClientCalls.blockingUnaryCall(channel, ADD, CallOptions.DEFAULT, new Pair(a, b));
        }

        @Override
        public Flight flight(Runnable onAnswer) {
            var observer = new Observer<Integer>(onAnswer);
            return (a, b) ->
                    ClientCalls.asyncUnaryCall(channel.newCall(ADD, CallOptions.DEFAULT), new Pair(a, b), observer);
        }

        @Override
        public Flight echoes(byte[] payload, Runnable onAnswer) {
            var observer = new Observer<byte[]>(onAnswer);
            return (a, b) -> ClientCalls.asyncUnaryCall(channel.newCall(ECHO, CallOptions.DEFAULT), payload, observer);
        }
    }

    private record Observer<A>(Runnable onAnswer) implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {
            // The call ends with onCompleted.
        }

        @Override
        public void onError(Throwable failure) {
            throw Failures.fatal("call failed", failure);
        }

        @Override
        public void onCompleted() {
            onAnswer.run();
        }
    }
}
