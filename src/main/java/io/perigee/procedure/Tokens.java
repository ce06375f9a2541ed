package io.perigee.procedure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The procedure by which peers log in: called with a token, it lets the peer in as whatever the token is for.
 *
 * <pre>
 * procedures.add("login", Tokens.NONE.with("operators", token));
 * grants = Grants.NONE.with("*", "login").with("token:operators", "app.*");
 * </pre>
 *
 * <p>Tokens themselves are not kept, and how long it takes to compare them tells nothing of them. They go over the wire as
 * they are: who can listen there has them, but for TLS. Immutable.
 */
public final class Tokens implements Procedure {
    /** No token is right. */
    public static final Tokens NONE = new Tokens(Map.of());

    /** Fewer could be guessed, some day. */
    public static final int LEAST_BYTES = 16;

    /** What they are for, and their hashes. */
    private final Map<String, byte[]> hashes;

    private Tokens(Map<String, byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * These tokens and one more.
     *
     * @param name what its holder logs in as
     * @throws IllegalArgumentException if the token is shorter than {@value #LEAST_BYTES} bytes
     */
    public Tokens with(String name, String token) {
        byte[] bytes = token.getBytes(UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "token: " + name + ": " + bytes.length + " bytes (expected: >= " + LEAST_BYTES + ")");
        }
        var more = new LinkedHashMap<>(hashes);
        more.put(name, hash(bytes));
        return new Tokens(more);
    }

    /** Whoever calls is what it was before if the token is wrong, and may try again. */
    @Override
    public Object call(CallContext call) {
        String name = holder(hash(call.arg(0).asBytes()));
        if (name == null) {
            call.session().refused(call.procedure(), "wrong token");
            throw new LuaError(call.procedure() + ": refused (expected: a token of this peer)");
        }
        call.session().login(name);
        return true;
    }

    /** Looks at all of them, whichever it is. */
    private @Nullable String holder(byte[] shown) {
        String found = null;
        for (var entry : hashes.entrySet()) {
            if (MessageDigest.isEqual(entry.getValue(), shown)) {
                found = entry.getKey();
            }
        }
        return found;
    }

    private static byte[] hash(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: in every JVM)", e);
        }
    }
}
