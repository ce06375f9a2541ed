package io.perigee.procedure;

import io.perigee.observe.PeerInfo;
import java.util.Set;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Which peers a grant is for; {@link Grants} says how they are written. */
@FunctionalInterface
interface PeerPattern {
    Pattern FORM = Pattern.compile("(cert|unix|token):(.+)");
    String EXPECTED = "*, an address, ADDRESS/BITS, cert:NAME, unix, unix:UID or token:NAME";

    /** @param logins what the peer has logged in as */
    boolean matches(PeerInfo peer, Set<String> logins);

    /** @throws IllegalArgumentException if the text is none of the forms */
    static PeerPattern parse(String text) {
        if (text.equals("*")) {
            return (peer, logins) -> true;
        }
        if (text.equals("unix")) {
            return (peer, logins) -> peer.unix();
        }
        var form = FORM.matcher(text);
        if (!form.matches()) {
            AddressRange range = AddressRange.parse(text);
            if (range == null) {
                throw malformed(text);
            }
            return (peer, logins) -> peer.host() != null && range.contains(peer.host());
        }
        String name = form.group(2);
        return switch (form.group(1)) {
            case "unix" -> ofUser(text, name);
            case "token" -> (peer, logins) -> logins.contains(name);
            default -> (peer, logins) -> isCertified(peer.certificate(), name);
        };
    }

    private static PeerPattern ofUser(String text, String digits) {
        if (!digits.matches("[0-9]{1,10}")) {
            throw malformed(text);
        }
        long userId = Long.parseLong(digits);
        return (peer, logins) -> peer.unix() && peer.userId() == userId;
    }

    private static boolean isCertified(@Nullable String subject, String name) {
        if (subject == null) {
            return false;
        }
        if (name.indexOf('=') >= 0) {
            return subject.equals(name);
        }
        String commonName = commonName(subject);
        if (commonName == null) {
            return false;
        }
        return name.endsWith("*")
                ? commonName.startsWith(name.substring(0, name.length() - 1))
                : commonName.equals(name);
    }

    /** The one that stands first, which is the most particular. */
    private static @Nullable String commonName(String subject) {
        try {
            var parts = new LdapName(subject).getRdns();
            for (int i = parts.size() - 1; i >= 0; i--) {
                Rdn part = parts.get(i);
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue() instanceof String text ? text : null;
                }
            }
        } catch (InvalidNameException e) {
            // It is nobody then.
        }
        return null;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("grant: peer " + text + " (expected: " + EXPECTED + ")");
    }
}
