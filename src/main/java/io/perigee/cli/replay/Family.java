package io.perigee.cli.replay;

/**
 * Cases that belong together: the rows of one member of one file.
 *
 * @param number what the numbers of its cases begin with: {@code 1.3}; empty for rows that have no number
 * @param chapter what it is about, together with other families
 */
record Family(String number, String chapter, String title) {
    /** Of a file that is nobody's but the user's. */
    static Family of(String file, String member) {
        return new Family("", file, member);
    }
}
