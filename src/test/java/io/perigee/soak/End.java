package io.perigee.soak;

import io.perigee.RpcOptions;
import io.perigee.codec.ValueCodec;
import io.perigee.lua.LuaHost;
import io.perigee.procedure.Procedures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What both Java processes are: procedures, a load, and commands by lines of their standard input. */
abstract class End {
    private static final long CONNECTED_SECONDS = 60;

    final EndPlan plan;
    final Tally tally = new Tally();
    final SoakProcedures procedures = new SoakProcedures();
    final Procedures registry = procedures.registry();
    final LuaHost lua = SoakProcedures.lua(registry);

    End(EndPlan plan) {
        this.plan = plan;
    }

    /** Answers what is particular to this end. */
    abstract String answer(String command) throws IOException;

    /** How many connections there are. */
    abstract int connections();

    /** The load that this end makes. */
    abstract Load load();

    RpcOptions.Builder options(ValueCodec codec, boolean isCut) {
        return RpcOptions.builder()
                .codec(codec)
                .timeout(plan.timeout())
                .procedures(registry)
                .lua(lua)
                .listener(new Watch(tally, isCut));
    }

    /** Obeys until its input ends. */
    final void obey() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            System.out.println(
                    switch (command) {
                        case "resume" -> resume();
                        case "pause" -> pause();
                        case "vitals" -> Vitals.format(lua, connections());
                        case "tally" -> tally.format();
                        case "end" -> end();
                        default -> answer(command);
                    });
        }
        // Orderly: what does not end here is a failure of the soak, too.
        lua.close();
        System.exit(0);
    }

    private String resume() {
        load().resume();
        return "running";
    }

    private String pause() {
        load().pause();
        return "quiet";
    }

    private String end() {
        tally.end();
        return "ending";
    }

    /** Waits, for what others do. */
    static void await(String what, BooleanSupplier condition) {
        long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECTED_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > due) {
                throw new IllegalStateException(what + ": not yet (expected: within " + CONNECTED_SECONDS + " s)");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
