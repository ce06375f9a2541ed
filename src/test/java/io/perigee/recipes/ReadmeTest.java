package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the README are those that are compiled and run here, to the letter. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("perigee.root", "."));
    private static final Pattern QUOTED =
            Pattern.compile("<!-- recipe: ([a-z-]+) -->\n+```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern RECIPE =
            Pattern.compile("\n *// recipe: ([a-z-]+)\n(.*?)\n *// end\n", Pattern.DOTALL);

    @Test
    void quotesItsRecipesToTheLetter() throws IOException {
        Map<String, String> recipes = recipes();
        var quoted = QUOTED.matcher(Files.readString(ROOT.resolve("README.md")));
        int count = 0;
        while (quoted.find()) {
            String name = quoted.group(1);
            assertThat(recipes).as("recipes").containsKey(name);
            assertThat(quoted.group(2).strip()).as("README, recipe %s", name).isEqualTo(recipes.get(name));
            count++;
        }
        assertThat(count).as("recipes quoted").isGreaterThanOrEqualTo(5);
    }

    private static Map<String, String> recipes() throws IOException {
        var recipes = new HashMap<String, String>();
        try (var files = Files.list(ROOT.resolve("src/test/java/io/perigee/recipes"))) {
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
