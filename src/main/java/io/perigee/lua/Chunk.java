package io.perigee.lua;

import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Code as it is loaded.
 *
 * @param code source text, or bytecode
 * @param hash the first digits of its SHA-256
 */
record Chunk(LuaString code, String hash) {
    /** What messages call the code of peers: {@code rpc:1: …}. */
    static final String NAME = "@rpc";

    private static final int HASH_DIGITS = 12;

    /** Bytecode begins with it in every dialect, and source text in none. */
    private static final byte ESCAPE = 0x1b;

    private static final byte[] PLAIN = {ESCAPE, 'L', 'u', 'a'};
    private static final byte[] JIT = {ESCAPE, 'L', 'J'};

    static Chunk of(LuaString code) {
        return new Chunk(code, hash(code));
    }

    /**
     * What a peer sent: source text, fragments of it, or a function.
     *
     * @throws LuaFailure if it is none of them
     */
    static Chunk of(LuaValue sent) {
        if (sent instanceof LuaString source) {
            return of(source);
        }
        if (sent instanceof LuaFunction function) {
            return of(LuaString.wrap(function.bytecode()));
        }
        if (sent instanceof LuaTable fragments) {
            return of(join(fragments));
        }
        throw LuaFailure.of("newexec: " + sent.type() + " (expected: source text, fragments or a function)");
    }

    private static LuaString join(LuaTable fragments) {
        var joined = new ByteArrayOutputStream();
        for (long i = 1; !fragments.get(i).isNil(); i++) {
            if (!(fragments.get(i) instanceof LuaString fragment)) {
                throw LuaFailure.of(
                        "newexec: fragment " + i + " is a " + fragments.get(i).type() + " (expected: string)");
            }
            joined.writeBytes(fragment.unwrap());
        }
        return LuaString.wrap(joined.toByteArray());
    }

    /**
     * @param provider of the engine that is to load it
     * @throws LuaFailure if the policy refuses it, or the engine cannot know it
     */
    void check(LuaPolicy policy, LuaEngineProvider provider) {
        if (!policy.upload()) {
            throw LuaFailure.of("newexec: refused (expected: a peer that allows it)");
        }
        if (isBytecode() && !policy.bytecode()) {
            throw LuaFailure.of("bytecode-refused: a function of " + code.length() + " bytes (expected: source text)");
        }
        if (isBytecode() && !isOf(provider)) {
            throw LuaFailure.of("bytecode-refused: a function of another Lua (expected: source text, or bytecode of "
                    + provider.dialect() + ")");
        }
    }

    /** Bytecode says in its first bytes what may load it. */
    private boolean isOf(LuaEngineProvider provider) {
        if (!provider.capabilities().contains(Capability.BYTECODE)) {
            return false;
        }
        byte[] bytes = code.unwrap();
        String dialect = provider.dialect();
        if (dialect.contains("LuaJIT")) {
            return startsWith(bytes, JIT);
        }
        int version = dialect.startsWith("Lua 5.") ? 0x50 + dialect.charAt("Lua 5.".length()) - '0' : -1;
        return startsWith(bytes, PLAIN) && bytes.length > PLAIN.length && bytes[PLAIN.length] == version;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private boolean isBytecode() {
        return code.length() > 0 && code.byteAt(0) == ESCAPE;
    }

    /** As Lua's own interpreter does, a first line that is meant for the system is passed over; lines count as before. */
    static LuaString withoutShebang(byte[] file) {
        if (file.length == 0 || file[0] != '#') {
            return LuaString.wrap(file);
        }
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        byte[] rest = new byte[file.length - end];
        System.arraycopy(file, end, rest, 0, rest.length);
        return LuaString.wrap(rest);
    }

    private static String hash(LuaString code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.unwrap());
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
