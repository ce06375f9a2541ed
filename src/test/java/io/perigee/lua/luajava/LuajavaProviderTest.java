package io.perigee.lua.luajava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.spec.EngineDriver;
import io.perigee.value.LuaValues;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LuajavaProviderTest {
    @Test
    void enginesAreFoundByTheirNames() {
        assertThat(LuaEngines.all()).extracting(LuaEngineProvider::name).contains("lua51", "lua54", "luajit");
        assertThat(LuaEngines.find(LuaEngines.DEFAULT).dialect()).isEqualTo("Lua 5.1");
        assertThatThrownBy(() -> LuaEngines.find("lua52"))
                .isInstanceOf(LuaEngineException.class)
                .hasMessageStartingWith("engine: lua52 (expected: one of lua51, lua54, luajit");
    }

    @Test
    void withoutLuajavaAProviderSaysWhatToAdd() throws Exception {
        assertThat(missingWithout("luajava"))
                .contains("engine: lua51 needs party.iroiro.luajava:luajava:4.0.2 (expected: on the class path)");
        assertThat(missingWithout("lua51-platform"))
                .contains("engine: lua51 needs party.iroiro.luajava:lua51-platform:4.0.2:natives-desktop"
                        + " (expected: on the class path)");
        assertThat(missingWithout("nothing")).isEmpty();
    }

    /** What the provider says when no entry of the class path has this artifact's jar. */
    private static Optional<String> missingWithout(String artifact) throws Exception {
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .filter(path -> !path.getFileName().toString().startsWith(artifact + "-4"))
                .map(LuajavaProviderTest::url)
                .toArray(URL[]::new);
        try (var loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(LuaEngineProvider.class.getName());
            for (Object provider : ServiceLoader.load(type, loader)) {
                if (provider.getClass().getSimpleName().equals("Lua51Provider")) {
                    Object missing = type.getMethod("missing").invoke(provider);
                    return ((Optional<?>) missing).map(Object::toString);
                }
            }
        }
        throw new AssertionError("no provider");
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void librariesAreUnpackedWhereNobodyElseCanWrite() throws Exception {
        String temporary = System.getProperty("java.io.tmpdir");
        LuaEngines.find("lua51").open(EngineSettings.TRUSTED).close();

        assertThat(System.getProperty("java.io.tmpdir")).isEqualTo(temporary);
        String library = NativesDirectory.libraryName(Dialect.LUA51);
        Path mapped;
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            mapped = maps.filter(line -> line.endsWith("/" + library))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow();
        }
        Path directory = Path.of(temporary).relativize(mapped).subpath(0, 1);
        assertThat(directory.toString()).startsWith("perigee-lua-");
        assertThat(Files.getPosixFilePermissions(Path.of(temporary).resolve(directory)))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anUnknownLibraryIsNotOffered() {
        var settings = new EngineSettings("x", false, List.of("io"), false, 0, 32L << 20);

        assertThatThrownBy(() -> LuaEngines.find("lua51").open(settings))
                .isInstanceOf(LuaEngineException.class)
                .hasMessage("library: io (expected: coroutine, math, os, string or table)");
    }

    @Test
    void anErrorInAFinalizerEndsNothing() {
        for (String name : List.of("lua51", "luajit")) {
            try (var lua = new EngineDriver(LuaEngines.find(name).open(EngineSettings.TRUSTED))) {
                lua.run("ran = 0 for i = 1, 100 do local p = newproxy(true)"
                        + " getmetatable(p).__gc = function() ran = ran + 1 error('finalizer') end end");
                // Strings that Java pushes are what the collector runs for.
                for (int i = 0; i < 20_000; i++) {
                    lua.eval(0, "no.such." + i);
                }
                assertThat(lua.results("collectgarbage() return ran")).isEqualTo(LuaValues.from(100));
            }
        }
    }
}
