package io.perigee.procedure;

import io.perigee.observe.PeerInfo;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may call, read and upload what. Without grants everybody may do everything that there is; with them, nobody may do
 * anything but what one of them says. Immutable.
 *
 * <p>Peers are told by
 *
 * <pre>
 * *                   everybody
 * 10.0.0.0/8          the address that they call from, or a range of such; IPv6 as well
 * cert:device-7       the common name of the certificate that they have proved to be theirs, by TLS; cert:device-* for all
 *                     that begin so; with a = in it the whole subject, as RFC 2253 writes it
 * unix                a Unix socket; unix:1000 if their process is of this user
 * token:operators     what they have logged in as: {@link PeerSession#login}, {@link Tokens}
 * </pre>
 *
 * and what they may by names:
 *
 * <pre>
 * add                 this name, to be called or read, with all that is in the value that it leads to
 * app.*               app, and everything below it
 * *                   every name
 * __rpcbuildexec      to upload code and to run it, where the host of scripts allows it; no other pattern holds this
 * </pre>
 *
 * <p>To a peer, what is not granted to it is what does not exist: a call is answered as one of an unknown procedure, a value
 * is nil, a list of names is without it. Objects that were handed out by reference are for whoever they were handed to. What
 * uploaded code calls, it calls for the host of scripts: a peer that may upload may call all that the host was given.
 */
public final class Grants {
    /** Nothing for anybody. */
    public static final Grants NONE = new Grants(List.of());

    private static final LuaString UPLOAD = LuaString.of(WellKnown.BUILD_EXEC);
    private static final String EVERY_NAME = "*";
    private static final String BELOW = ".*";

    private final List<Rule> rules;

    private record Rule(PeerPattern peer, String name) {
        boolean isOfEveryName() {
            return name.equals(EVERY_NAME);
        }

        boolean isOfNamespace() {
            return name.endsWith(BELOW);
        }

        /** Without the star. */
        String namespace() {
            return name.substring(0, name.length() - 1);
        }

        Stream<LuaString> exact() {
            if (isOfEveryName()) {
                return Stream.empty();
            }
            return Stream.of(LuaString.of(isOfNamespace() ? name.substring(0, name.length() - BELOW.length()) : name));
        }
    }

    private Grants(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * These grants and more.
     *
     * @throws IllegalArgumentException if the peer, or one of the names, is none of the forms above
     */
    public Grants with(String peer, String... names) {
        PeerPattern pattern = PeerPattern.parse(peer);
        var more = new ArrayList<>(rules);
        for (String name : names) {
            more.add(new Rule(pattern, checked(name)));
        }
        return new Grants(List.copyOf(more));
    }

    /**
     * These grants and more, written as {@code PEER=NAME,NAME}.
     *
     * @throws IllegalArgumentException if the text is not
     */
    public Grants with(String grant) {
        // Subjects of certificates have such signs, too.
        int equals = grant.lastIndexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("grant: " + grant + " (expected: PEER=NAME,NAME)");
        }
        return with(grant.substring(0, equals), grant.substring(equals + 1).split(",", -1));
    }

    private static String checked(String name) {
        if (name.equals(EVERY_NAME) || name.equals(WellKnown.BUILD_EXEC)) {
            return name;
        }
        String plain = name.endsWith(BELOW) ? name.substring(0, name.length() - BELOW.length()) : name;
        boolean hasEmptySegment = plain.startsWith(".") || plain.endsWith(".") || plain.contains("..");
        if (plain.isEmpty() || hasEmptySegment || plain.contains("*") || plain.startsWith(WellKnown.RESERVED)) {
            throw new IllegalArgumentException(
                    "grant: " + name + " (expected: NAME, NAME.*, * or " + WellKnown.BUILD_EXEC + ")");
        }
        return name;
    }

    Access access(PeerInfo peer, Set<String> logins) {
        List<Rule> its =
                rules.stream().filter(rule -> rule.peer.matches(peer, logins)).toList();
        Set<LuaString> names = new HashSet<>();
        its.forEach(rule -> rule.exact().forEach(names::add));
        boolean upload = names.remove(UPLOAD);
        return new Access(
                this,
                its.stream().anyMatch(Rule::isOfEveryName),
                upload,
                names,
                its.stream()
                        .filter(Rule::isOfNamespace)
                        .map(rule -> LuaString.of(rule.namespace()).unwrap())
                        .toList());
    }
}
