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

/** {@code perigee encode}. */
@Command(
        name = "encode",
        header = "Shows the bytes of a value.",
        description = {"", "Prints hex; with --frame, each message on a line of its own."},
        footer = {
            "  perigee encode 42                          070000002a",
            "  perigee encode '{\"double\": \"1.5\"}'         033ff8000000000000",
            "  perigee encode '{\"table\": [[\"a\", 1]]}'     050001040001610700000001",
            "  perigee encode --frame \\",
            "    '{\"type\": \"response\", \"seq\": 0, \"status\": 0, \"results\": [7]}'",
            "    010000000006000700000007",
        })
final class EncodeCommand extends Subcommand {
    @Option(
            names = "--codec",
            paramLabel = "NAME",
            converter = Codecs.class,
            description = "How values are encoded: luatobin, msgpack, or msgpack-stockmq. Default: luatobin.")
    private ValueCodec codec = Luatobin.INSTANCE;

    @Option(names = "--frame", description = "The JSON is whole messages, one or several.")
    private boolean frame;

    @Parameters(paramLabel = "JSON|-", description = "Tagged JSON; - reads the standard input.")
    private String json = "";

    EncodeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        String text = json.equals("-") ? console.readAll() : json;
        if (frame) {
            MessageJson.read(text)
                    .forEach(message -> console.out().println(HexText.write(MessageBytes.encode(codec, message))));
        } else {
            console.out().println(HexText.write(ValueBytes.encode(codec, TaggedJson.read(text))));
        }
        return ExitCode.OK;
    }
}
