package io.perigee.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ListenerPairTest {

    @Test
    void bothAreToldOfEverything() throws ReflectiveOperationException {
        var told = new CopyOnWriteArrayList<String>();
        RpcListener first = telling("first", told);
        RpcListener second = telling("second", told);
        for (Method method : RpcListener.class.getMethods()) {
            Object[] args = Arrays.stream(method.getParameterTypes())
                    .map(type -> type == Limit.class ? Limit.CALLS : type == String.class ? "x" : null)
                    .toArray();
            told.clear();
            method.invoke(new ListenerPair(first, second), args);
            assertThat(told).as(method.toString()).containsExactly("first " + method, "second " + method);
        }
    }

    private static RpcListener telling(String name, List<String> told) {
        return (RpcListener) Proxy.newProxyInstance(
                RpcListener.class.getClassLoader(), new Class<?>[] {RpcListener.class}, (proxy, method, args) -> {
                    told.add(name + " " + method);
                    return null;
                });
    }
}
