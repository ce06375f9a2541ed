package io.perigee.bench.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The same codec written in Lua, that of {@code tools/lua}, for those who compare the two ends. */
final class LuaCodec {
    private static final Path SCRIPT = Path.of("src", "bench", "lua", "codec.lua");

    private LuaCodec() {}

    record Figure(Sample sample, int bytes, double encodeNanos, double decodeNanos) {}

    /** Empty if there is no such interpreter. */
    static List<Figure> measure(String interpreter) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(interpreter, SCRIPT.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            System.err.println("bench: " + interpreter + ": not found, left out");
            return List.of();
        }
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(interpreter + " " + SCRIPT + ": exit code " + process.exitValue());
        }
        return out.lines().map(LuaCodec::parse).toList();
    }

    private static Figure parse(String line) {
        String[] parts = line.split(" ");
        return new Figure(
                Sample.valueOf(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }
}
