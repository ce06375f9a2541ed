package io.perigee.remote;

/** Interfaces whose methods are calls. */
@SuppressWarnings("DoNotCallSuggester")
final class TypedProxy {
    private TypedProxy() {}

    static <T> T create(Class<T> type, Caller caller) {
        throw new IllegalArgumentException("proxy: " + type + caller);
    }

    static <T> T create(Class<T> type, RemoteObject object) {
        throw new IllegalArgumentException("proxy: " + type + object);
    }
}
