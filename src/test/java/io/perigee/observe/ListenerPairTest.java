package io.perigee.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerPairTest {

    @Test
    void bothAreToldOfEverything() throws ReflectiveOperationException {
        var told = new CopyOnWriteArrayList<String>();
        RpcListener first = telling("first", told);
        RpcListener second = telling("second", told);
        for (Method method : events()) {
            Object[] args = Arrays.stream(method.getParameterTypes())
                    .map(type -> type == Limit.class ? Limit.CALLS : type == String.class ? "x" : null)
                    .toArray();
            told.clear();
            method.invoke(new ListenerPair(first, second), args);
            assertThat(told).as(method.toString()).containsExactly("first " + method, "second " + method);
        }
    }

    /** All but what listeners are asked. */
    private static List<Method> events() {
        return Arrays.stream(RpcListener.class.getMethods())
                .filter(method -> method.getReturnType() == void.class)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"false, false, false", "true, false, false", "false, true, false", "true, true, true"})
    void servedCallsAreIgnoredIfBothDo(boolean first, boolean second, boolean both) {
        assertThat(new ListenerPair(ignoring(first), ignoring(second)).ignoresServedCalls())
                .isEqualTo(both);
    }

    @Test
    void whatThrowsWhenAskedIgnoresNothing() {
        var failing = new RpcListener() {
            @Override
            public boolean ignoresServedCalls() {
                throw new IllegalStateException("asked");
            }
        };
        assertThat(new GuardedListener(failing).ignoresServedCalls()).isFalse();
    }

    private static RpcListener ignoring(boolean ignores) {
        return new RpcListener() {
            @Override
            public boolean ignoresServedCalls() {
                return ignores;
            }
        };
    }

    private static RpcListener telling(String name, List<String> told) {
        return (RpcListener) Proxy.newProxyInstance(
                RpcListener.class.getClassLoader(), new Class<?>[] {RpcListener.class}, (proxy, method, args) -> {
                    if (method.getReturnType() == boolean.class) {
                        return false;
                    }
                    told.add(name + " " + method);
                    return null;
                });
    }
}
