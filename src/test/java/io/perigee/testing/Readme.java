package io.perigee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The project's README and its page on security, whose examples and consoles are run by tests. */
public final class Readme {
    public static final String README = "README.md";
    public static final String SECURITY = ".github/SECURITY.md";

    private static final Path ROOT = Path.of(System.getProperty("perigee.root", "."));
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- ([a-z: -]+) -->\n)?```([a-z]*)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PRINTED = Pattern.compile("--> (.*)\n");

    private Readme() {}

    /**
     * What stands between two lines of backquotes.
     *
     * @param name what the comment before it says; empty if there is none
     */
    public record Block(String name, String language, String text) {

        private Block(MatchResult found) {
            this(found.group(1) == null ? "" : found.group(1), found.group(2), found.group(3));
        }

        /** What the comments of a program say that it prints, line by line. */
        public List<String> printed() {
            return PRINTED.matcher(text).results().map(line -> line.group(1)).toList();
        }
    }

    /** All blocks of a language in the README, in their order. */
    public static List<Block> blocks(String language) {
        return blocks(README, language);
    }

    /** All blocks of a language in one of the pages, in their order. */
    public static List<Block> blocks(String page, String language) {
        String text;
        try {
            text = Files.readString(ROOT.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return BLOCK.matcher(text)
                .results()
                .map(Block::new)
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** The one program in Lua, or Luau, that has this name. */
    public static Block lua(String name) {
        return blocks("lua").stream()
                .filter(block -> block.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README: no program " + name));
    }
}
