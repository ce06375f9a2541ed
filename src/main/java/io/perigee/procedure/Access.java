package io.perigee.procedure;

import io.perigee.value.LuaString;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What one peer is granted, put together once. Immutable. */
final class Access {
    private final Grants grants;
    private final boolean everyName;
    private final boolean upload;
    private final Set<LuaString> names;

    /** With the dot at their end. */
    private final List<byte[]> namespaces;

    Access(Grants grants, boolean everyName, boolean upload, Set<LuaString> names, List<byte[]> namespaces) {
        this.grants = grants;
        this.everyName = everyName;
        this.upload = upload;
        this.names = names;
        this.namespaces = namespaces;
    }

    boolean isOf(Grants asked) {
        return grants == asked;
    }

    /** Whether the peer may upload code, and run it. */
    boolean upload() {
        return upload;
    }

    /** Whether a name may be called and read. It has no empty segments. */
    boolean permits(LuaString name) {
        return everyName || names.contains(name) || isInNamespace(name.unwrap());
    }

    private boolean isInNamespace(byte[] name) {
        for (byte[] namespace : namespaces) {
            int end = namespace.length;
            if (name.length > end && Arrays.equals(name, 0, end, namespace, 0, end)) {
                return true;
            }
        }
        return false;
    }
}
