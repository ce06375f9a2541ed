package io.perigee.cli;

import io.perigee.cli.notation.HexText;
import io.perigee.cli.notation.MessageBytes;
import io.perigee.cli.notation.MessageJson;
import io.perigee.cli.notation.ValueBytes;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.TaggedJson;
import io.perigee.codec.luatobin.Luatobin;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code perigee decode}. */
@Command(
        name = "decode",
        header = "Shows what bytes mean.",
        description = {"", "Prints one value as a line of tagged JSON; with --frame, each message as one."},
        footer = {
            "  perigee decode 070000002a                  42",
            "  perigee decode 033ff8000000000000          {\"double\":\"1.5\"}",
            "  perigee decode --frame 00000000001004000361646407000000030700000004",
            "    {\"type\":\"call\",\"seq\":0,\"procedure\":\"add\",\"args\":[3,4]}",
            "  perigee decode --codec msgpack 93010203    {\"table\":[[1,1],[2,2],[3,3]]}",
            "  xxd -p capture.bin | perigee decode --frame -",
        })
final class DecodeCommand extends Subcommand {
    @Option(
            names = "--codec",
            paramLabel = "NAME",
            converter = Codecs.class,
            description = "How values are encoded: luatobin, msgpack, or msgpack-stockmq. Default: luatobin.")
    private ValueCodec codec = Luatobin.INSTANCE;

    @Option(names = "--frame", description = "The bytes are whole messages, one or several.")
    private boolean frame;

    @Parameters(paramLabel = "HEX|-", description = "Hex digits, white space allowed; - reads the standard input.")
    private String hex = "";

    DecodeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        byte[] bytes = HexText.read(hex.equals("-") ? console.readAll() : hex);
        if (frame) {
            MessageBytes.decode(codec, bytes).forEach(message -> console.out().println(MessageJson.write(message)));
        } else {
            console.out().println(TaggedJson.write(ValueBytes.decode(codec, bytes)));
        }
        return ExitCode.OK;
    }
}
