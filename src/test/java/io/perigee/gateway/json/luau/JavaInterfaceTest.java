package io.perigee.gateway.json.luau;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever procedures are called, the interface compiles, and every method knows which one it is. */
class JavaInterfaceTest {
    @TempDir
    private Path folder;

    private void compiles(String source) {
        var file = new SimpleJavaFileObject(URI.create("string:///Lib.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        var options = List.of(
                "-d",
                folder.toString(),
                "-proc:none",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        assertThat(compiler.getTask(said, null, null, options, null, List.of(file))
                        .call())
                .as(said + source)
                .isTrue();
    }

    private static String source(Library library) {
        return new JavaInterface("", "Lib", library).source();
    }

    /** Of every method: what it calls, its name and its parameters. */
    private String methods(String... signatures) {
        String source = source(Library.ofSignatures(List.of(signatures)));
        compiles(source);
        return source.substring(source.indexOf("Lib {") + 5, source.lastIndexOf('}'))
                .replace("@io.perigee.remote.RpcName", "@")
                .replace("io.perigee.value.LuaValues ", "")
                .replaceAll("\\s+", " ")
                .trim();
    }

    @Test
    void proceduresWithTheSameLastPartAreNamedByTheirWholePath() {
        assertThat(methods("a.get()", "b.get()", "b.set()", "b_get()"))
                .isEqualTo("@(\"a.get\") a_get(); @(\"b.get\") b_get(); @(\"b.set\") set(); @(\"b_get\") b_get2();");
    }

    @Test
    void parametersAreNamedApart() {
        assertThat(methods("f(a: number, a: number, class, class_, ...: number)"))
                .isEqualTo("f(double a, double a2, Object class_, Object class_2, double... rest);");
        assertThat(methods("f(rest: number, ...: number)")).isEqualTo("f(double rest2, double... rest);");
        assertThat(methods("f(_, _)")).isEqualTo("f(Object __, Object _2);");
    }

    @Test
    void whatEveryObjectHasIsNoProcedure() {
        assertThat(methods("toString(): number", "getClass()", "a.wait()", "_()", "a.class()"))
                .isEqualTo("@(\"toString\") double toString_(); @(\"getClass\") getClass_(); @(\"a.wait\") wait_();"
                        + " @(\"_\") __(); @(\"a.class\") class_();");
    }

    @Test
    void componentsAreNamedApart() {
        var fields = new LinkedHashMap<String, LuauType>();
        for (String field : List.of("a-b", "a_b", "hashCode", "class")) {
            fields.put(field, LuauType.Basic.NUMBER);
        }
        String source = source(new Library(List.of(LuauFunction.untyped("f")), Map.of("Order", fields)));
        compiles(source);
        assertThat(source)
                .contains(
                        "@io.perigee.value.LuaName(\"a-b\") double a_b, @io.perigee.value.LuaName(\"a_b\") double a_b2,"
                                + " @io.perigee.value.LuaName(\"hashCode\") double hashCode_,"
                                + " @io.perigee.value.LuaName(\"class\") double class_)");
    }
}
