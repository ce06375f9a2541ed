package io.perigee.value;

/** One of several values, with the path that names it: {@code argument[2]}. */
final class LuaElement implements LuaView {
    private final String root;
    private final int index;
    private final LuaValue value;

    /**
     * @param index counted from 0; the path counts from 1
     */
    LuaElement(String root, int index, LuaValue value) {
        this.root = root;
        this.index = index;
        this.value = value;
    }

    @Override
    public LuaValue value() {
        return value;
    }

    @Override
    public String path() {
        return root + '[' + (index + 1L) + ']';
    }

    @Override
    public String toString() {
        return path() + ": " + value;
    }
}
