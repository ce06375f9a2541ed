package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** A value together with the path that led to it; the text of the path is made only when somebody asks. */
final class LuaPath implements LuaView {
    private final LuaValue value;
    private final @Nullable LuaView parent;
    private final String root;
    private final LuaValue key;

    private LuaPath(LuaValue value, @Nullable LuaView parent, String root, LuaValue key) {
        this.value = value;
        this.parent = parent;
        this.root = root;
        this.key = key;
    }

    static LuaView in(LuaView parent, LuaValue key, LuaValue value) {
        return new LuaPath(value, parent, "", key);
    }

    /** A value whose path is this very text. */
    static LuaView named(String path, LuaValue value) {
        return new LuaPath(value, null, path, LuaNil.NIL);
    }

    @Override
    public LuaValue value() {
        return value;
    }

    @Override
    public String path() {
        var text = new StringBuilder(parent == null ? root : parent.path());
        if (!(key instanceof LuaNil)) {
            PathText.append(text, key);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return path() + ": " + value;
    }
}
