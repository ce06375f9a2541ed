package io.perigee.remote;

import io.perigee.value.LuaConvertible;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the methods of a proxy call: procedures of a peer, or methods of an object of a peer. */
sealed interface ProxyTarget {

    LuaValues call(ProxyMethod method, @Nullable Object[] args);

    CompletableFuture<LuaValues> callAsync(ProxyMethod method, @Nullable Object[] args);

    record Procedures(Caller caller) implements ProxyTarget {
        @Override
        public LuaValues call(ProxyMethod method, @Nullable Object[] args) {
            return caller.call(method.procedure(), args);
        }

        @Override
        public CompletableFuture<LuaValues> callAsync(ProxyMethod method, @Nullable Object[] args) {
            return caller.callAsync(method.procedure(), args);
        }

        @Override
        public String toString() {
            return caller.toString();
        }
    }

    record Methods(RemoteObject object) implements ProxyTarget {
        @Override
        public LuaValues call(ProxyMethod method, @Nullable Object[] args) {
            return object.invoke(method.name(), args);
        }

        @Override
        public CompletableFuture<LuaValues> callAsync(ProxyMethod method, @Nullable Object[] args) {
            return object.invokeAsync(method.name(), args);
        }

        LuaConvertible convertible() {
            return object;
        }

        @Override
        public String toString() {
            return object.toString();
        }
    }
}
