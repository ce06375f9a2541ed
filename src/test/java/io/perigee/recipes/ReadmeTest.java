package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.testing.Readme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the README, and of the page on security, are those that are compiled and run here, to the letter. */
class ReadmeTest {
    private static final Path RECIPES =
            Path.of(System.getProperty("perigee.root", "."), "src/test/java/io/perigee/recipes");
    private static final String MARK = "recipe: ";
    private static final Pattern RECIPE =
            Pattern.compile("\n *// " + MARK + "([a-z-]+)\n(.*?)\n *// end\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {Readme.README, Readme.SECURITY})
    void everyExampleInJavaIsARecipeToTheLetter(String page) throws IOException {
        Map<String, String> recipes = recipes();
        assertThat(Readme.blocks(page, "java")).isNotEmpty().allSatisfy(block -> {
            assertThat(block.name()).as("the name of\n%s", block.text()).startsWith(MARK);
            assertThat(block.text().strip())
                    .as("%s, %s", page, block.name())
                    .isEqualTo(recipes.get(block.name().substring(MARK.length())));
        });
    }

    /** Of the tests that run them: {@link AccessRecipeTest}, {@link LuaRecipeTest}, {@link LuneRecipeTest} and the command's of LuaOverMQ. */
    @Test
    void everyExampleInLuaIsRunByATest() {
        assertThat(Readme.blocks("lua").stream().map(Readme.Block::name))
                .containsExactly("lua client", "lua terminal", "luau");
        assertThat(Readme.blocks(Readme.SECURITY, "lua").stream().map(Readme.Block::name))
                .containsExactly("lua token");
    }

    private static Map<String, String> recipes() throws IOException {
        var recipes = new HashMap<String, String>();
        try (var files = Files.list(RECIPES)) {
            for (Path file : files.toList()) {
                var found = RECIPE.matcher(Files.readString(file));
                while (found.find()) {
                    recipes.put(found.group(1), found.group(2).stripIndent().strip());
                }
            }
        }
        return recipes;
    }
}
