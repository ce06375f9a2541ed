package io.perigee.soak;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.remote.Caller;
import io.perigee.testing.Buffers;
import io.perigee.transport.Address;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The process that is connected to. It listens for peers whose connections stay, in both codecs, for those whose are
 * cut, and for those that only call. Prints the ports.
 */
final class SoakServer extends End {
    /** Cuts the connection that it is called over. */
    static final String CUT = "cut";

    /** Says that the caller can be told to pause and asked what it holds. */
    static final String ENLIST = "enlist";

    private final List<Target> targets = new CopyOnWriteArrayList<>();
    private final RpcServer steady;
    private final RpcServer steadyMsgPack;
    private final RpcServer cut;
    private final RpcServer silent;
    private final CompletableFuture<Caller> enlisted = new CompletableFuture<>();
    private final Load load;

    private SoakServer(EndPlan plan) {
        super(plan);
        steady = listen(Luatobin.INSTANCE, false, true);
        steadyMsgPack = listen(MsgPack.INSTANCE, false, true);
        cut = listen(Luatobin.INSTANCE, true, true);
        silent = listen(Luatobin.INSTANCE, false, false);
        registry.add(CUT, call -> {
            var peers = cut.peers().stream()
                    .filter(peer -> peer.peer().equals(call.peer()))
                    .toList();
            if (peers.size() != 1) {
                tally.fail("peers at " + call.peer() + ": " + peers.size() + " (expected: 1)");
            }
            peers.forEach(RpcPeer::close);
            return null;
        });
        registry.addNonBlocking(ENLIST, call -> enlisted.complete(call.caller()));
        load = new Load(() -> targets, tally, plan, 0, 1L << 40);
    }

    public static void main(String[] args) throws Exception {
        Buffers.watch();
        var server = new SoakServer(EndPlan.parse(args[0]));
        System.out.println(Stream.of(server.steady, server.steadyMsgPack, server.cut, server.silent)
                .map(SoakServer::port)
                .collect(Collectors.joining(" ")));
        server.obey();
    }

    private static String port(RpcServer server) {
        return Integer.toString(((Address.Tcp) server.address()).port());
    }

    private RpcServer listen(ValueCodec codec, boolean isCut, boolean calls) {
        RpcOptions options = options(codec, isCut).build();
        return RpcPeer.newServerOnly("127.0.0.1", 0, options).onPeer(peer -> {
            if (calls) {
                var target = new Target(peer, isCut);
                targets.add(target);
                peer.closed().thenRun(() -> targets.remove(target));
            }
        });
    }

    @Override
    int connections() {
        return Stream.of(steady, steadyMsgPack, cut, silent)
                .mapToInt(server -> server.peers().size())
                .sum();
    }

    @Override
    Load load() {
        return load;
    }

    @Override
    String answer(String command) {
        return switch (command) {
            case "settle" -> {
                await("late answers", () -> procedures.late() == 0);
                yield "settled";
            }
            default ->
                enlisted.orTimeout(30, TimeUnit.SECONDS)
                        .join()
                        .call("control", command)
                        .asString();
        };
    }
}
