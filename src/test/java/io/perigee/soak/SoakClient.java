package io.perigee.soak;

import io.perigee.Reconnect;
import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Buffers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that connects: twice to stay, in both codecs, and once to be cut every few seconds. One cut of two is its own,
 * with a new peer in place of the old one; the other is the server's, after which the peer comes back by itself.
 */
final class SoakClient extends End {
    private static final Reconnect SOON = new Reconnect(Duration.ofMillis(10), Duration.ofMillis(200));

    private final int cutPort;
    private final Target steady;
    private final Target steadyMsgPack;
    private volatile Target cut;
    private final Load load;

    private SoakClient(EndPlan plan, int steadyPort, int steadyMsgPackPort, int cutPort) {
        super(plan);
        this.cutPort = cutPort;
        steady = new Target(connect(steadyPort, Luatobin.INSTANCE), false);
        steadyMsgPack = new Target(connect(steadyMsgPackPort, MsgPack.INSTANCE), false);
        cut = connectToBeCut();
        load = new Load(this::targets, tally, plan, 100, 2L << 40);
    }

    public static void main(String[] args) throws Exception {
        Buffers.watch();
        var client = new SoakClient(
                EndPlan.parse(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]));
        client.cutEvery(Long.parseLong(args[4]));
        System.out.println("connected");
        client.obey();
    }

    private List<Target> targets() {
        return List.of(steady, steadyMsgPack, cut);
    }

    private RpcPeer connect(int port, ValueCodec codec) {
        return RpcPeer.newClient("127.0.0.1", port, options(codec, false).build());
    }

    private Target connectToBeCut() {
        RpcOptions options = options(Luatobin.INSTANCE, true).reconnect(SOON).build();
        return new Target(RpcPeer.newClient("127.0.0.1", cutPort, options), true);
    }

    private void cutEvery(long millis) {
        var thread = new Thread(
                () -> {
                    for (boolean isOurs = true; ; isOurs = !isOurs) {
                        try {
                            TimeUnit.MILLISECONDS.sleep(millis);
                        } catch (InterruptedException e) {
                            return;
                        }
                        Runnable cut = isOurs ? this::cutHere : this::cutThere;
                        load.whileRunning(() -> {
                            try {
                                cut.run();
                            } catch (RuntimeException e) {
                                tally.fail("cut: " + e);
                            }
                        });
                    }
                },
                "soak-cutter");
        thread.setDaemon(true);
        thread.start();
    }

    private void cutHere() {
        tally.count(Watch.CUTS);
        var old = cut;
        old.peer.close();
        cut = connectToBeCut();
    }

    private void cutThere() {
        tally.count(Watch.CUTS);
        long before = tally.of(Watch.CUT);
        try {
            cut.peer.call(SoakServer.CUT);
            tally.fail("cut: answered (expected: the end of the connection)");
        } catch (RpcConnectionException e) {
            if (e.outcome() == Outcome.NOT_SENT) {
                tally.fail("cut: " + e);
            }
        }
        await("cut", () -> tally.of(Watch.CUT) > before);
        await("connected again", cut.peer::isConnected);
    }

    @Override
    int connections() {
        return targets().size();
    }

    @Override
    Load load() {
        return load;
    }

    @Override
    String answer(String command) {
        await("late answers", () -> procedures.late() == 0);
        await("connected", cut.peer::isConnected);
        return "settled";
    }
}
