package io.perigee.bench;

import io.perigee.bench.codec.CodecCommand;
import io.perigee.bench.dialects.DialectsCommand;
import io.perigee.bench.growth.GrowthCommand;
import io.perigee.bench.idle.IdleCommand;
import io.perigee.bench.lua.LuaCommand;
import io.perigee.bench.pieces.PiecesCommand;
import io.perigee.bench.start.StartCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command: measures calls, or what a subcommand says. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures small calls over loopback, against a bare Netty echo of frames gathered by hand.",
        subcommands = {
            CodecCommand.class,
            DialectsCommand.class,
            GrowthCommand.class,
            IdleCommand.class,
            LuaCommand.class,
            PiecesCommand.class,
            StartCommand.class,
            ReportCommand.class,
            ChartCommand.class
        })
final class Bench implements Runnable {

    @Mixin
    private final CallBench calls = new CallBench();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public void run() {
        calls.run();
    }
}
